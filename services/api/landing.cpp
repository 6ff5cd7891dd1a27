#include "api/landing.hpp"

#include <fmt/format.h>

namespace verbatim::api {

std::string landing_page(std::size_t studies, bool accepts_writes) {
  return fmt::format(
      R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Verbatim</title>
</head>
<body>
<main>
<h1>Verbatim</h1>
<p>The record of who assigned which answer to which theme. {} on this server; {}.</p>
<ul>
<li><a href="/v1/openapi.yaml">The API, described</a> (<a href="/v1/openapi.json">as JSON</a>)</li>
<li><a href="/readyz">Is it ready?</a> <a href="/metrics">Metrics</a></li>
</ul>
<p>Everything under <code>/v1</code> wants a token: <code>Authorization: Bearer TOKEN</code>, made by
<code>verbatim token create</code>. <code>verbatim --help</code> lists what the command line can do.</p>
</main>
</body>
</html>
)",
      studies == 1 ? "One study" : std::to_string(studies) + " studies",
      accepts_writes ? "it takes writes" : "it takes no writes until it is restarted");
}

}  // namespace verbatim::api
