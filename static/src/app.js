// The script of every page. Everything works without it; it only makes things quicker.
import "./switches.js";
import "./overlays.js";
import "./forms.js";
import "./countdown.js";
