// The desk: one message, its form, and the hands. Each behaviour stands in a file of its own.

import "./desk_exclusive.js";
import "./desk_conditions.js";
import "./desk_autosave.js";
import "./desk_aids.js";
import "./desk_definitions.js";
import "./desk_keys.js";
import "./desk_pointer.js";
import "./desk_quote.js";
import "./desk_steps.js";
import "./desk_submit.js";
import "./desk_tree.js";
import { begin } from "./desk_show.js";

begin();
