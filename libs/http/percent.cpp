#include "http/percent.hpp"

#include <boost/url/encoding_opts.hpp>
#include <boost/url/pct_string_view.hpp>

#include "base/text.hpp"

namespace verbatim::http {

namespace urls = boost::urls;

bool percent_decode(std::string_view encoded, bool plus_is_space, std::string& out) {
  if (encoded.find_first_of(plus_is_space ? "%+" : "%") == std::string_view::npos) {
    out.assign(encoded);
  } else {
    const auto checked = urls::make_pct_string_view(encoded);
    if (!checked) return false;
    urls::encoding_opts options;
    options.space_as_plus = plus_is_space;
    checked->decode(options, urls::string_token::assign_to(out));
  }
  return out.find('\0') == std::string::npos && utf8_valid_prefix(out) == out.size();
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

bool parse_query(std::string_view target, std::vector<std::pair<std::string, std::string>>& query) {
  std::size_t used = 0;
  std::size_t begin = target.find('?');
  while (begin != std::string_view::npos) {
    const std::size_t end = target.find('&', begin + 1);
    const std::string_view piece = target.substr(begin + 1, end - begin - 1);
    begin = end;
    if (piece.empty()) continue;
    if (used == query.size()) query.emplace_back();
    auto& [name, value] = query[used++];
    const std::size_t equals = piece.find('=');
    const auto text = equals == piece.npos ? std::string_view() : piece.substr(equals + 1);
    if (!percent_decode(piece.substr(0, equals), true, name)) return false;
    if (!percent_decode(text, true, value)) return false;
  }
  query.resize(used);
  return true;
}

}  // namespace verbatim::http
