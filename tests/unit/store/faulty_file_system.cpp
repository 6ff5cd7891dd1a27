#include "unit/store/faulty_file_system.hpp"

#include <filesystem>
#include <utility>

#include "unit/store/temp_folder.hpp"

namespace verbatim::test {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;
using Operation = FaultyFileSystem::Operation;

constexpr std::size_t kSectorBytes = 512;

class FaultyWritableFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyWritableFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path,
                     FaultyFileSystem& files)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), files_(files) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const auto allowed = files_.may(Operation::kAppend);
    if (allowed.ok()) return FSWritableFileOwnerWrapper::Append(data, options, debug);
    if (!allowed.IsIOFenced()) {
      const Slice half(data.data(), data.size() / 2);
      FSWritableFileOwnerWrapper::Append(half, options, debug).PermitUncheckedError();
    }
    return allowed;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    const auto allowed = files_.may(Operation::kAppend);
    return allowed.ok() ? FSWritableFileOwnerWrapper::Truncate(size, options, debug) : allowed;
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    const auto allowed = files_.may(Operation::kSync);
    if (allowed.ok()) files_.synced(path_);
    return allowed;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Allocate(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  const std::string path_;
  FaultyFileSystem& files_;
};

class FaultyRandomFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  FaultyRandomFile(std::unique_ptr<rocksdb::FSRandomRWFile> file, std::string path,
                   FaultyFileSystem& files)
      : FSRandomRWFileOwnerWrapper(std::move(file)), path_(std::move(path)), files_(files) {}

  IOStatus Write(std::uint64_t offset, const Slice& data, const IOOptions& options,
                 IODebugContext* debug) override {
    const auto allowed = files_.may(Operation::kAppend);
    if (!allowed.ok()) return allowed;
    files_.overwriting(path_);
    return FSRandomRWFileOwnerWrapper::Write(offset, data, options, debug);
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    const auto allowed = files_.may(Operation::kSync);
    if (allowed.ok()) files_.synced(path_);
    return allowed;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }

 private:
  const std::string path_;
  FaultyFileSystem& files_;
};

class FaultyDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  FaultyDirectory(std::unique_ptr<rocksdb::FSDirectory> directory, std::string path,
                  FaultyFileSystem& files)
      : FSDirectoryWrapper(std::move(directory)), path_(std::move(path)), files_(files) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    const auto allowed = files_.may(Operation::kSync);
    if (allowed.ok()) files_.folder_synced(path_);
    return allowed;
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  const std::string path_;
  FaultyFileSystem& files_;
};

std::string folder_of(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

}  // namespace

void FaultyFileSystem::set_fault(const Fault& fault) {
  const std::scoped_lock lock(mutex_);
  fault_ = fault;
  seen_ = 0;
  happened_ = false;
}

bool FaultyFileSystem::fault_happened() const {
  const std::scoped_lock lock(mutex_);
  return happened_;
}

void FaultyFileSystem::stop_disk() {
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
}

IOStatus FaultyFileSystem::may(Operation operation) {
  const std::scoped_lock lock(mutex_);
  if (stopped_) return IOStatus::IOFenced("the power is out");
  if (!fault_ || (fault_->operation != Operation::kAny && fault_->operation != operation)) {
    return IOStatus::OK();
  }
  ++seen_;
  if (seen_ < fault_->at || (fault_->once && seen_ > fault_->at)) return IOStatus::OK();
  happened_ = true;
  return fault_->error == Error::kNoSpace ? IOStatus::NoSpace("injected")
                                          : IOStatus::IOError("injected");
}

IOStatus FaultyFileSystem::NewWritableFile(const std::string& path, const FileOptions& options,
                                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                                           IODebugContext* debug) {
  const auto allowed = may(Operation::kAny);
  if (!allowed.ok()) return allowed;
  const bool is_new = target()->FileExists(path, {}, nullptr).IsNotFound();
  auto status = target()->NewWritableFile(path, options, file, debug);
  if (!status.ok()) return status;
  const std::scoped_lock lock(mutex_);
  durable_size_[path] = 0;
  if (is_new) new_names_.insert(path);
  *file = std::make_unique<FaultyWritableFile>(std::move(*file), path, *this);
  return status;
}

IOStatus FaultyFileSystem::ReopenWritableFile(const std::string& path, const FileOptions& options,
                                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                                              IODebugContext* debug) {
  const auto allowed = may(Operation::kAny);
  if (!allowed.ok()) return allowed;
  auto status = target()->ReopenWritableFile(path, options, file, debug);
  if (status.ok()) *file = std::make_unique<FaultyWritableFile>(std::move(*file), path, *this);
  return status;
}

IOStatus FaultyFileSystem::NewRandomRWFile(const std::string& path, const FileOptions& options,
                                           std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                           IODebugContext* debug) {
  const auto allowed = may(Operation::kAny);
  if (!allowed.ok()) return allowed;
  auto status = target()->NewRandomRWFile(path, options, file, debug);
  if (status.ok()) *file = std::make_unique<FaultyRandomFile>(std::move(*file), path, *this);
  return status;
}

IOStatus FaultyFileSystem::NewDirectory(const std::string& path, const IOOptions& options,
                                        std::unique_ptr<rocksdb::FSDirectory>* directory,
                                        IODebugContext* debug) {
  auto status = target()->NewDirectory(path, options, directory, debug);
  if (status.ok()) {
    *directory = std::make_unique<FaultyDirectory>(std::move(*directory), path, *this);
  }
  return status;
}

IOStatus FaultyFileSystem::RenameFile(const std::string& from, const std::string& to,
                                      const IOOptions& options, IODebugContext* debug) {
  const auto allowed = may(Operation::kAny);
  if (!allowed.ok()) return allowed;
  const std::scoped_lock lock(mutex_);
  Rename rename{from, {}};
  if (target()->FileExists(to, {}, nullptr).ok()) rename.replaced = read_bytes(to);
  auto status = target()->RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  const auto size = durable_size_.find(from);
  if (size != durable_size_.end()) durable_size_[to] = size->second;
  durable_size_.erase(from);
  renamed_.try_emplace(to, std::move(rename));
  return status;
}

IOStatus FaultyFileSystem::DeleteFile(const std::string& path, const IOOptions& options,
                                      IODebugContext* debug) {
  const auto allowed = may(Operation::kAny);
  if (!allowed.ok()) return allowed;
  auto status = target()->DeleteFile(path, options, debug);
  const std::scoped_lock lock(mutex_);
  if (status.ok()) forget(path);
  return status;
}

void FaultyFileSystem::synced(const std::string& path) {
  const std::scoped_lock lock(mutex_);
  durable_content_.erase(path);
  std::error_code gone;
  const auto size = std::filesystem::file_size(path, gone);
  if (!gone && durable_size_.contains(path)) durable_size_[path] = size;
}

void FaultyFileSystem::overwriting(const std::string& path) {
  const std::scoped_lock lock(mutex_);
  if (!durable_content_.contains(path)) durable_content_[path] = read_bytes(path);
}

void FaultyFileSystem::folder_synced(const std::string& path) {
  const std::scoped_lock lock(mutex_);
  const auto inside = [&](const auto& name) { return folder_of(name) == path; };
  std::erase_if(new_names_, inside);
  std::erase_if(renamed_, [&](const auto& entry) { return inside(entry.first); });
}

void FaultyFileSystem::forget(const std::string& path) {
  durable_size_.erase(path);
  durable_content_.erase(path);
  new_names_.erase(path);
  renamed_.erase(path);
}

void FaultyFileSystem::lose_power(Tail tail, std::mt19937_64& random) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [path, size] : durable_size_) cut_tail(path, size, tail, random);
  for (const auto& [path, content] : durable_content_) write_bytes(path, content);
  for (const auto& [to, rename] : renamed_) {
    std::error_code gone;
    std::filesystem::rename(to, rename.from, gone);
    if (rename.replaced) write_bytes(to, *rename.replaced);
  }
  for (const auto& path : new_names_) {
    std::error_code gone;
    std::filesystem::remove(path, gone);
  }
}

void FaultyFileSystem::cut_tail(const std::string& path, std::uint64_t durable, Tail tail,
                                std::mt19937_64& random) const {
  std::error_code gone;
  const auto size = std::filesystem::file_size(path, gone);
  if (gone || size <= durable) return;
  if (tail == Tail::kNothing) return std::filesystem::resize_file(path, durable);
  if (tail == Tail::kPrefix || !path.ends_with(".log")) {
    return std::filesystem::resize_file(path, durable + random() % (size - durable + 1));
  }
  auto bytes = read_bytes(path);
  for (auto at = durable; at < size;) {
    const auto end = std::min<std::uint64_t>(size, (at / kSectorBytes + 1) * kSectorBytes);
    if (random() % 2 == 0) bytes.replace(at, end - at, end - at, '\0');
    at = end;
  }
  write_bytes(path, bytes);
}

}  // namespace verbatim::test
