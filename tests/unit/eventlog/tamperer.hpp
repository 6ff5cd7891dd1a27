#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <rocksdb/db.h>

namespace verbatim::test {

// A RocksDB with all of the log's families, for what no honest program does.
class Tamperer {
 public:
  explicit Tamperer(const std::string& folder) {
    std::vector<std::string> names;
    rocksdb::DB::ListColumnFamilies({}, folder, &names);
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    rocksdb::DB* opened = nullptr;
    const auto status = rocksdb::DB::Open({}, folder, families, &handles_, &opened);
    if (!status.ok()) throw std::runtime_error(status.ToString());
    rocks_.reset(opened);
  }
  ~Tamperer() {
    for (auto* handle : handles_) rocks_->DestroyColumnFamilyHandle(handle);
  }
  rocksdb::ColumnFamilyHandle* family(const std::string& name) {
    for (auto* handle : handles_)
      if (handle->GetName() == name) return handle;
    throw std::runtime_error("no family " + name);
  }
  void put(const std::string& name, const std::string& key, const std::string& value) {
    rocks_->Put({}, family(name), key, value);
  }
  std::string get(const std::string& name, const std::string& key) {
    std::string value;
    rocks_->Get({}, family(name), key, &value);
    return value;
  }
  void remove(const std::string& name, const std::string& key) {
    rocks_->Delete({}, family(name), key);
  }
  void drop(const std::string& name) { rocks_->DropColumnFamily(family(name)); }

 private:
  std::unique_ptr<rocksdb::DB> rocks_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

// The key of an event of the first study.
inline std::string event_key(std::uint64_t position) {
  std::string key(16, '\0');
  key[7] = 1;
  key[15] = static_cast<char>(position & 0xFF);
  key[14] = static_cast<char>(position >> 8);
  return key;
}

}  // namespace verbatim::test
