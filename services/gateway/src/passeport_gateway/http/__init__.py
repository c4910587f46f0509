"""HTTP: parse, call, render. The one place that knows routes, cookies, headers, problems and pages."""
