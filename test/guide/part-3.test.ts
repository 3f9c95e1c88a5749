/** Every `ts` block of the guide and of the README compiles and runs: part 3 of 3. */
import { testPages } from "./pages.ts";

testPages(3);
