import type { Page } from "@playwright/test";
import type { Role, World } from "./world";

/** The two sizes of screen that every page is looked at in. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
export const LAPTOP = { viewport: { width: 1440, height: 900 } };

/** One page in one state: where it is, who looks at it, and what shows that it is there. */
export type ShownPage = {
  name: string;
  /** The route's folder under app, which the check of completeness compares with the real ones. */
  route: string;
  as: Role | null;
  /** Where it is mostly seen: there it is judged whole. A laptop unless said otherwise. */
  device?: "phone";
  path: (world: World) => string;
  heading: string | RegExp | ((world: World) => string);
  /** What to do before it is looked at. */
  reach?: (page: Page, world: World) => Promise<void>;
  /** Statuses other than 200. */
  status?: number;
};
