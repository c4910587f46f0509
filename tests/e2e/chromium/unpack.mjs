// Unpacks the Chromium of the package into the temporary folder, and prints where it is.
import chromium from "@sparticuz/chromium";

console.log(await chromium.executablePath());
