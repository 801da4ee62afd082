import { handleAuth } from "@/lib/entry/auth";

export { handleAuth as GET, handleAuth as POST };
