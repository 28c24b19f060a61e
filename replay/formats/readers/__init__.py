"""One module a format, each with the interface `recording.Format`; `recognising.FORMATS` names them."""
