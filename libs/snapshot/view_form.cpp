// The file of a snapshot, numbers little-endian:
//
//   "VBSNAP2\n"                                                     8
//   version of the projections                                      4
//   length of the study's id, the id                                4, n
//   position                                                        8
//   XXH3 of the event at that position                              8
//   XXH3 of the layout in words (form.hpp)                          8
//   bytes of the body, codings, assignments                         8, 8, 8
//   blocks: length in the file, and LZ4 of kBlockBytes of one part  4, n each
//   XXH3 of everything before                                       8
//
// Codings and assignments are numbers of 8 bytes. In a block of them come all first bytes, then all
// second ones, and so on: the bytes of coders, themes and revisions lie together, which halves what
// LZ4 makes of them.
#include "snapshot/view_form.hpp"

#include <array>
#include <future>
#include <optional>
#include <span>

#include <lz4.h>
#include <xxhash.h>

#include "base/beside.hpp"
#include "projections/version.hpp"
#include "snapshot/form.hpp"

namespace verbatim::snapshot {
namespace {

constexpr std::string_view kMagic = "VBSNAP2\n";
constexpr std::size_t kBlockBytes = 1u << 16;
constexpr std::uint64_t kBytesMax = 1ull << 40;  // of one part

std::uint64_t hash_of(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::uint64_t layout() {
  static const auto hash = [] {
    std::string words;
    describe_layout<projections::StudyView>(words);
    return hash_of(words);
  }();
  return hash;
}

template <class T>
void put(std::string& out, T number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <class T>
T take(std::string_view& bytes) {
  T number{};
  if (bytes.size() < sizeof number) {
    bytes = {};
    return number;
  }
  std::memcpy(&number, bytes.data(), sizeof number);
  bytes.remove_prefix(sizeof number);
  return number;
}

template <class T>
std::string_view raw(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

// The bytes of a view, its three parts apart.
struct Form {
  std::string body, codings, assignments;

  void add_body(std::string_view bytes) { body += bytes; }
  void add_codings(std::span<const coding::Coding> more) { codings += raw(more); }
  void add_assignments(std::span<const coding::Assignment> more) { assignments += raw(more); }

  bool operator==(const Form&) const = default;
};

template <class T>
Form form_of(const T& value) {
  Form form;
  Writer(form).put(value);
  return form;
}

// A square of 8 x 8 bytes, turned.
void turn(std::array<std::uint64_t, 8>& rows) {
  const auto swap = [&](std::size_t i, std::size_t j, int shift, std::uint64_t mask) {
    const auto differing = ((rows[i] >> shift) ^ rows[j]) & mask;
    rows[i] ^= differing << shift;
    rows[j] ^= differing;
  };
  for (const std::size_t i : {0, 1, 2, 3}) swap(i, i + 4, 32, 0x0000'0000'FFFF'FFFF);
  for (const std::size_t i : {0, 1, 4, 5}) swap(i, i + 2, 16, 0x0000'FFFF'0000'FFFF);
  for (const std::size_t i : {0, 2, 4, 6}) swap(i, i + 1, 8, 0x00FF'00FF'00FF'00FF);
}

// The bytes of `count` numbers one by one, or all that have the same place in theirs together: from
// the one to the other and back.
enum class Order { kByNumber, kByPlace };
void reorder(const char* from, Order order, std::size_t count, char* to) {
  const auto step = [&](bool by_number) { return by_number ? std::size_t{8} : count; };
  const auto from_step = step(order == Order::kByNumber), to_step = step(order != Order::kByNumber);
  const auto place = [&](bool by_number, std::size_t n) { return by_number ? n * 8 : n; };
  std::array<std::uint64_t, 8> rows;
  std::size_t n = 0;
  for (; n + 8 <= count; n += 8) {
    const auto* source = from + place(order == Order::kByNumber, n);
    auto* target = to + place(order != Order::kByNumber, n);
    for (std::size_t i = 0; i < 8; ++i) std::memcpy(&rows[i], source + i * from_step, 8);
    turn(rows);
    for (std::size_t i = 0; i < 8; ++i) std::memcpy(target + i * to_step, &rows[i], 8);
  }
  for (; n < count; ++n)
    for (std::size_t i = 0; i < 8; ++i)
      if (order == Order::kByNumber)
        to[i * count + n] = from[n * 8 + i];
      else
        to[n * 8 + i] = from[i * count + n];
}

// One part of a file as it comes: no more than one block of it is there uncompressed.
class Blocks {
 public:
  enum class Of { kBytes, kNumbers };
  explicit Blocks(Of of) : of_(of) {}

  void add(std::string_view bytes) {
    bytes_ += bytes.size();
    while (bytes.size() >= kBlockBytes - filled_) {
      const auto fits = kBlockBytes - filled_;
      std::memcpy(&block_[filled_], bytes.data(), fits);
      bytes.remove_prefix(fits);
      filled_ = kBlockBytes;
      end_block();
    }
    if (bytes.empty()) return;
    std::memcpy(&block_[filled_], bytes.data(), bytes.size());
    filled_ += bytes.size();
  }

  // What the file has of it. Nothing is added after.
  const std::string& finish() {
    if (filled_ > 0) end_block();
    return file_;
  }
  std::uint64_t bytes() const { return bytes_; }

 private:
  void end_block() {
    const bool of_numbers = of_ == Of::kNumbers;
    if (of_numbers) reorder(block_.data(), Order::kByNumber, filled_ / 8, by_place_.data());
    const auto size =
        LZ4_compress_default(of_numbers ? by_place_.data() : block_.data(), compressed_.data(),
                             static_cast<int>(filled_), static_cast<int>(compressed_.size()));
    put(file_, static_cast<std::uint32_t>(size));
    file_.append(compressed_, 0, static_cast<std::size_t>(size));
    filled_ = 0;
  }

  const Of of_;
  std::string file_;
  std::uint64_t bytes_ = 0;
  std::size_t filled_ = 0;  // of block_
  std::string block_ = std::string(kBlockBytes, '\0'), by_place_ = block_;
  std::string compressed_ =
      std::string(static_cast<std::size_t>(LZ4_compressBound(kBlockBytes)), '\0');
};

struct FileParts {
  Blocks body{Blocks::Of::kBytes}, codings{Blocks::Of::kNumbers}, assignments{Blocks::Of::kNumbers};

  void add_body(std::string_view bytes) { body.add(bytes); }
  void add_codings(std::span<const coding::Coding> more) { codings.add(raw(more)); }
  void add_assignments(std::span<const coding::Assignment> more) { assignments.add(raw(more)); }
};

// Takes the blocks of a part of `bytes` bytes off the file that they begin; nothing where they are
// not all there.
std::optional<std::string_view> split_blocks(std::string_view& file, std::size_t bytes) {
  const auto all = file;
  for (std::size_t done = 0; done < bytes; done += kBlockBytes) {
    const auto size = take<std::uint32_t>(file);
    if (size == 0 || size > file.size()) return std::nullopt;
    file.remove_prefix(size);
  }
  return all.substr(0, all.size() - file.size());
}

// Fills `to` with what `blocks` hold of a part of `bytes` bytes.
bool read_blocks(std::string_view blocks, Blocks::Of of, char* to, std::size_t bytes) {
  const bool of_numbers = of == Blocks::Of::kNumbers;
  std::string by_place(of_numbers ? kBlockBytes : 0, '\0');
  while (bytes > 0) {
    const auto size = take<std::uint32_t>(blocks);
    const auto want = std::min(bytes, kBlockBytes);
    auto* block = of_numbers ? by_place.data() : to;
    if (LZ4_decompress_safe(blocks.data(), block, static_cast<int>(size), static_cast<int>(want)) !=
        static_cast<int>(want))
      return false;
    if (of_numbers) reorder(block, Order::kByPlace, want / 8, to);
    blocks.remove_prefix(size);
    to += want;
    bytes -= want;
  }
  return true;
}

std::string head_of(const Binding& binding) {
  std::string head(kMagic);
  put(head, projections::kProjectionVersion);
  put(head, static_cast<std::uint32_t>(binding.study.size()));
  head += binding.study;
  put(head, binding.position);
  put(head, hash_of(binding.last_event));
  put(head, layout());
  return head;
}

Failure damaged() {
  return {Fault::kCorruptStore, "The snapshot is damaged."};
}

// Why a file does not begin as that of `binding` does; nothing where it does.
Result<void> check_head(std::string_view file, const Binding& binding) {
  const auto head = head_of(binding);
  if (file.size() < head.size() + sizeof(std::uint64_t)) return damaged();
  if (file.substr(0, head.size()) == head) {
    const auto body = file.substr(0, file.size() - sizeof(std::uint64_t));
    auto end = file.substr(body.size());
    if (take<std::uint64_t>(end) != hash_of(body)) return damaged();
    return {};
  }
  if (file.substr(0, kMagic.size()) != kMagic) return damaged();
  // What differs is the version, the layout, or what the snapshot is of.
  const auto of = [&](std::string_view bytes) {
    return bytes.substr(kMagic.size() + 4, head.size() - kMagic.size() - 4 - 8);
  };
  if (of(file) == of(head))
    return Failure{Fault::kNewerStore, "The snapshot is of another version or layout."};
  return Failure{Fault::kCorruptStore, "The snapshot is of another study, position or history."};
}

}  // namespace

std::string bytes_of(const projections::StudyView& view) {
  auto form = form_of(view);
  return std::move(form.body) + form.codings + form.assignments;
}

std::vector<std::string> differences(const projections::StudyView& a,
                                     const projections::StudyView& b) {
  std::vector<std::string> names;
  const auto compare = [&](const char* name, const auto& one, const auto& other) {
    if (form_of(one) != form_of(other)) names.emplace_back(name);
  };
  each_field<projections::StudyView>(
      [&]<class M>(const char* name, M projections::StudyView::*part) {
        if constexpr (std::is_same_v<M, coding::Study>)
          each_field<coding::Study>([&](const char* field, auto member) {
            compare(field, a.study().*member, b.study().*member);
          });
        else
          compare(name, a.*part, b.*part);
      });
  return names;
}

std::string encode(const projections::StudyView& view, const Binding& binding) {
  FileParts parts;
  Writer(parts).put(view);
  auto file = head_of(binding);
  for (const auto* part : {&parts.body, &parts.codings, &parts.assignments})
    put(file, part->bytes());
  for (auto* part : {&parts.body, &parts.codings, &parts.assignments}) file += part->finish();
  put(file, hash_of(file));
  return file;
}

Result<projections::StudyView> decode(std::string_view file, const Binding& binding) {
  if (auto checked = check_head(file, binding); !checked) return std::move(checked).error();
  file.remove_prefix(head_of(binding).size());
  file.remove_suffix(sizeof(std::uint64_t));
  const auto body_bytes = take<std::uint64_t>(file), coding_bytes = take<std::uint64_t>(file),
             assignment_bytes = take<std::uint64_t>(file);
  if (std::max({body_bytes, coding_bytes, assignment_bytes}) > kBytesMax ||
      coding_bytes % sizeof(coding::Coding) != 0 ||
      assignment_bytes % sizeof(coding::Assignment) != 0)
    return damaged();
  const auto codings = coding_bytes / sizeof(coding::Coding);
  const auto assignments = assignment_bytes / sizeof(coding::Assignment);

  const auto body_blocks = split_blocks(file, body_bytes),
             coding_blocks = split_blocks(file, coding_bytes),
             assignment_blocks = split_blocks(file, assignment_bytes);
  if (!body_blocks || !coding_blocks || !assignment_blocks || !file.empty()) return damaged();

  struct Lender {
    std::unique_ptr<coding::Coding[]> codings;
    std::unique_ptr<coding::Assignment[]> assignments;
  };
  const auto lender = std::make_shared<Lender>();
  lender->codings = std::make_unique_for_overwrite<coding::Coding[]>(codings);
  lender->assignments = std::make_unique_for_overwrite<coding::Assignment[]>(assignments);
  const auto body = std::make_unique_for_overwrite<char[]>(body_bytes);

  // Reading the body takes as long as the numbers, and needs only to know where they will be.
  const bool many = coding_bytes + assignment_bytes > kBlockBytes;
  const auto read_numbers = [&] {
    return read_blocks(*coding_blocks, Blocks::Of::kNumbers,
                       reinterpret_cast<char*>(lender->codings.get()), coding_bytes) &&
           read_blocks(*assignment_blocks, Blocks::Of::kNumbers,
                       reinterpret_cast<char*>(lender->assignments.get()), assignment_bytes);
  };
  auto numbers = many ? beside(read_numbers) : std::async(std::launch::deferred, read_numbers);
  if (!read_blocks(*body_blocks, Blocks::Of::kBytes, body.get(), body_bytes)) return damaged();
  projections::StudyView view;
  Reader reader({body.get(), body_bytes}, {lender->codings.get(), codings},
                {lender->assignments.get(), assignments});
  reader.get(view);
  if (!numbers.get() || !reader.ok() || view.position() != binding.position) return damaged();
  projections::ViewFields::keep_lender(view, lender);
  return view;
}

}  // namespace verbatim::snapshot
