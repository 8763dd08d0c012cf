// The script of every page. Everything works without it; it only makes things quicker.
import "./switches.js";
import "./tabs.js";
import "./overlays.js";
import "./forms.js";
import "./countdown.js";
import "./locate.js";
import "./near.js";
import "./forget.js";
