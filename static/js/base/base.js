// The behaviours every page has. Each hangs on data-cd-* attributes and listens on the document,
// because htmx replaces the elements themselves.

import "./confirm.js";
import "./copy.js";
import "./dialog.js";
import "./dismiss.js";
import "./double_submit.js";
import "./finished_job.js";
import "./htmx_answers.js";
import "./menu.js";
import "./nav.js";
import "./theme.js";
