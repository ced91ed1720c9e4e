/** Entry of the widget page. */
import "../shared/tokens.css";
