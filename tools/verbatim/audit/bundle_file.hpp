#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct archive;
struct archive_entry;

// The file of an audit bundle: a tar archive (POSIX 1003.1-2001), whose last entry is
// events.ndjson. What each entry is stands in its README.txt (bundle_text.cpp).
namespace verbatim::tool {

inline constexpr const char* kEventsEntry = "events.ndjson";

// The same content always gives the same bytes. The file has its name once it is whole.
class BundleWriter {
 public:
  // kStorageFailed where the file cannot be made.
  static Result<std::unique_ptr<BundleWriter>> create(const std::string& path);
  ~BundleWriter();
  BundleWriter(const BundleWriter&) = delete;
  BundleWriter& operator=(const BundleWriter&) = delete;

  Result<void> add(const std::string& name, std::string_view bytes);
  // The bytes of another file.
  Result<void> add_file(const std::string& name, const std::string& path);
  Result<void> finish();

 private:
  explicit BundleWriter(std::string path);
  Result<void> begin(const std::string& name, std::uint64_t size);
  Result<void> write(std::string_view bytes);
  Failure failure() const;

  std::string path_, unfinished_;
  ::archive* archive_;
};

class BundleReader {
 public:
  // Reads everything before the events into memory, 256 MB at most. kForeignStore where it is no
  // bundle, and where any entry is not a regular file written out in full: links, folders, devices
  // and sparse files are nothing that a bundle has, and would be something else once unpacked.
  static Result<std::unique_ptr<BundleReader>> open(const std::string& path);
  ~BundleReader();
  BundleReader(const BundleReader&) = delete;
  BundleReader& operator=(const BundleReader&) = delete;

  // By name; nullptr where there is none.
  const std::string* find(const std::string& name) const;
  const std::map<std::string, std::string>& files() const { return files_; }

  // Calls visit(line) for each line of the events, without its end, until it answers false. Once.
  // kForeignStore where anything stands behind the events, and where a line is longer than 128 MB,
  // which no event is: a request has 16 MB.
  Result<void> read_events(const std::function<bool(std::string_view line)>& visit);

 private:
  explicit BundleReader(std::string path);
  Failure failure(std::string_view what) const;
  Failure refuse(std::string_view what) const;
  Result<void> read_small(::archive_entry* entry, const std::string& name, std::size_t& bytes);

  std::string path_;
  ::archive* archive_;
  std::map<std::string, std::string> files_;
};

}  // namespace verbatim::tool
