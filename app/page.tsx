import { Landing } from "@/components/landing/landing";
import { currentPerson } from "@/lib/entry/page";

export default async function LandingPage() {
  const person = await currentPerson();
  return <Landing isSignedIn={person !== null} />;
}
