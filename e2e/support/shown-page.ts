import type { Page } from "@playwright/test";
import type { Role, World } from "./world";

/** One page in one state: where it is, who looks at it, and what shows that it is there. */
export type ShownPage = {
  name: string;
  /** The route's folder under app, which the check of completeness compares with the real ones. */
  route: string;
  as: Role | null;
  path: (world: World) => string;
  heading: string | RegExp | ((world: World) => string);
  /** What to do before it is looked at. */
  reach?: (page: Page, world: World) => Promise<void>;
  /** Statuses other than 200. */
  status?: number;
};
