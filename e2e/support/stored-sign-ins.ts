import { logins, signInByRequest } from "./sign-in";
import { ROLES, signInFile, type World } from "./world";

/** Signs each role in once, and keeps the cookies for the browsers of the run. */
export async function keepSignIns(world: World): Promise<void> {
  const known = logins(world);
  for (const role of ROLES) {
    const context = await signInByRequest(world.origin, known[role]);
    await context.storageState({ path: signInFile(world.directory, role) });
    await context.dispose();
  }
}
