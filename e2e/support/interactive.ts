import type { Page } from "@playwright/test";

type WaitUntil = { waitUntil: "load" };

/** Says to `goto` that the page's scripts do not come: then there is nothing to wait for but the page itself. */
export const WITHOUT_SCRIPT: WaitUntil = { waitUntil: "load" };

/**
 * Makes `goto` and `reload` of a page wait until React has taken the page over. What is clicked, typed or chosen before is
 * lost, which a person sees and does again, and a test on a busy machine does not.
 */
export function awaitInteractive(page: Page): Page {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  page.goto = async (url, options) => {
    const answer = await goto(url, options);
    if (options?.waitUntil === undefined) await page.waitForFunction(isInteractive);
    return answer;
  };
  page.reload = async (options) => {
    const answer = await reload(options);
    await page.waitForFunction(isInteractive);
    return answer;
  };
  return page;
}

/** Runs in the page. React keeps its root on the document it has taken over, and says there whether it is still at it. */
function isInteractive(): boolean {
  if (document.querySelector("script[src*='/_next/']") === null) return true;
  const root = Object.entries(document).find(([name]) => name.startsWith("__reactContainer$"))?.[1];
  return root?.stateNode?.current?.memoizedState?.isDehydrated === false;
}
