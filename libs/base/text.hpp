#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// The number of Unicode code points in `text`, or nothing if it is not well-formed UTF-8
// (overlong forms, surrogates and values above U+10FFFF are not).
std::optional<std::size_t> code_points(std::string_view text);

// Where the invalid part begins: the byte offset of the first byte that is not part of
// well-formed UTF-8, or text.size() if all of it is.
std::size_t utf8_valid_prefix(std::string_view text);

// Whether a text can be shown as it is: it is well-formed, and no control character is in it
// (U+0000 to U+001F, U+007F to U+009F). One of many lines may have those that end a line and tabs;
// one that stands on one line may not, nor U+2028 and U+2029, which end lines too.
enum class Lines { kOne, kMany };
bool is_plain(std::string_view text, Lines lines);

// Whether a character is in it that is not seen and only says in which direction text runs.
bool has_direction_marks(std::string_view text);

// Whether it begins or ends with a blank of any kind, also one without width. Requires well-formed
// UTF-8.
bool is_blank_at_an_end(std::string_view text);

// The bytes of code points [begin, end) of well-formed `text`. Requires begin <= end <= its number.
std::string_view code_point_range(std::string_view text, std::size_t begin, std::size_t end);

// Where the text may be cut without tearing what a reader sees as one character (a grapheme
// cluster: Unicode Standard Annex 29), as numbers of code points: 0, ..., all of them. Requires
// well-formed UTF-8.
std::vector<std::size_t> grapheme_boundaries(std::string_view text);

// What stays of a text for whoever asks whether two people wrote the same: Unicode's compatibility
// composition (NFKC) with case folded, white space in one blank, and no punctuation at either end
// but for question marks, which mean something. Empty where nothing is left. Requires well-formed
// UTF-8.
std::string folded_text(std::string_view text);

}  // namespace verbatim
