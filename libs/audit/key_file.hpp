#pragma once

#include <string>

#include "audit/note.hpp"
#include "base/result.hpp"

// DIR/signing.key: the key that signs the checkpoints of every study in DIR, as one line of text
// (audit/note.hpp), mode 0600. Made once; a copy of it is as good as the file.
namespace verbatim::audit {

// The key of this name. With `make`, one that is not there is made, and on disk when this answers.
//   kNotFound       there is none
//   kForeignStore   it is the key of another name
//   kCorruptStore   the file does not hold a key
//   kStorageFailed  it cannot be read or written
Result<SigningKey> open_key_file(const std::string& directory, const std::string& name, bool make);

}  // namespace verbatim::audit
