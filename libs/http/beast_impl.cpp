// The one translation unit with the bodies of Asio's and Beast's non-template functions.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
