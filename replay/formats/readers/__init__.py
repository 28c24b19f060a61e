"""One module a format, each with the interface `recording.Format`; `opening.FORMATS` names them."""
