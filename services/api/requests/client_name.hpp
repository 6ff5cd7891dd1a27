#pragma once

#include <string>

#include "http/message.hpp"

namespace verbatim::api {

// The program that a request comes from, as it names itself: the header Verbatim-Client, else the
// first product of User-Agent ("verbatim/1.2", "curl/7.88.1"). Letters, digits and . _ / + - alone,
// 64 of them at most: it is stored with what the request did. Empty where there is no name.
std::string client_of(const http::Request& request);

}  // namespace verbatim::api
