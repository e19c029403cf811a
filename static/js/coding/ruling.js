// The ruling page: keys, the reason that a new value needs, and answers that exclude each other.

import "./desk_exclusive.js";
import "./ruling_keys.js";
import "./ruling_reason.js";
