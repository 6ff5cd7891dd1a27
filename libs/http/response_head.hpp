#pragma once

#include <cstddef>
#include <ctime>
#include <string>

#include "http/message.hpp"

namespace verbatim::http {

// How the end of a body is told.
enum class BodyEnd { kNoBody, kLength, kChunked, kClose };

// The value of a Date header (RFC 9110, section 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::time_t time);

// False if a header's name or value holds a control character, which could end the header.
bool is_well_formed(const Response& response);

// Replaces `out` by the status line and headers of `response`, up to and with the empty line.
// `length` is what Content-Length says (kLength only). Requires is_well_formed(response).
void write_head(std::string& out, const Response& response, BodyEnd end, std::size_t length,
                bool close, const std::string& date);

// "1f4\r\n": what comes before a chunk of `size` bytes. Requires size > 0.
void append_chunk_size(std::string& out, std::size_t size);

}  // namespace verbatim::http
