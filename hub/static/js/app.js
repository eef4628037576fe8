// Everything here adds to a page that already works without it.
import { countText } from "./count.js";
import { copyButtons } from "./copy.js";
import { keepDrafts } from "./drafts.js";
import { focusSummary } from "./summary.js";

focusSummary();
countText();
copyButtons();
keepDrafts();
