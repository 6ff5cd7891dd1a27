// Signed notes, against the example that is published with Go's package of them.

#include "audit/note.hpp"

#include <gtest/gtest.h>

#include "audit/base64.hpp"

namespace verbatim::audit {
namespace {

constexpr const char* kVerifier =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr const char* kSigner =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr const char* kText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr const char* kSigned =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

TEST(Notes, ThePublishedExampleIsSignedAndVerified) {
  const auto key = SigningKey::parse(kSigner);
  ASSERT_TRUE(key) << key.error().detail;
  EXPECT_EQ(key->verifier().text(), kVerifier);
  EXPECT_EQ(key->text(), kSigner);
  EXPECT_EQ(to_text(signed_note(kText, *key)), kSigned);
  const auto verifier = VerifierKey::parse(kVerifier);
  ASSERT_TRUE(verifier) << verifier.error().detail;
  EXPECT_EQ(verifier->id(), 0xc74f20a3U);
  const auto note = parse_note(kSigned);
  ASSERT_TRUE(note) << note.error().detail;
  EXPECT_EQ(note->text, kText);
  EXPECT_TRUE(is_signed_by(*note, *verifier));
}

TEST(Notes, EveryChangedByteIsNoticed) {
  const auto verifier = *VerifierKey::parse(kVerifier);
  const std::string good = kSigned;
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto changed = good;
    changed[i] ^= 0x02;
    const auto note = parse_note(changed);
    EXPECT_FALSE(note && is_signed_by(*note, verifier)) << "byte " << i;
  }
}

TEST(Notes, SignaturesOfOthersDoNotMatter) {
  const auto verifier = *VerifierKey::parse(kVerifier);
  auto note = *parse_note(kSigned);
  const auto witness = SigningKey::make("witness.example");
  note.signatures.push_back(signed_note(note.text, witness).signatures.front());
  const auto again = parse_note(to_text(note));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, note);
  EXPECT_TRUE(is_signed_by(*again, verifier));
  EXPECT_TRUE(is_signed_by(*again, witness.verifier()));
  EXPECT_FALSE(is_signed_by(*again, SigningKey::make("witness.example").verifier()));
}

TEST(Notes, OneFalseSignatureOfTheKeyMakesItFalse) {
  auto note = *parse_note(kSigned);
  auto forged = note.signatures.front();
  forged.bytes[5] ^= 1;
  note.signatures.push_back(forged);
  EXPECT_FALSE(is_signed_by(note, *VerifierKey::parse(kVerifier)));
}

TEST(Notes, WhatIsNoNoteIsRefused) {
  const std::string signature = std::string(kSigned).substr(std::string(kText).size() + 1);
  for (const auto& bad :
       {std::string(), std::string("text\n"), std::string("text\n\n"), "text\n" + signature,
        "text\n\n" + signature + "more\n", "text\n\n" + signature.substr(0, signature.size() - 1),
        "text\t\n\n" + signature, "te\xffxt\n\n" + signature, std::string("text\n\n\u2014 name\n"),
        std::string("text\n\n\u2014 name AAAA\n"), std::string("text\n\n\u2014 na+me AAAAAAAA\n"),
        std::string("text\n\n- name AAAAAAAA\n")})
    EXPECT_FALSE(parse_note(bad)) << bad;
}

TEST(Keys, WhatIsNoKeyIsRefused) {
  for (const auto* bad :
       {"", "name", "name+c74f20a3", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Other+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T"}) {
    EXPECT_FALSE(VerifierKey::parse(bad)) << bad;
    EXPECT_FALSE(SigningKey::parse(std::string("PRIVATE+KEY+") + bad)) << bad;
  }
  EXPECT_FALSE(SigningKey::parse(kVerifier));
}

TEST(Keys, AMadeKeyIsReadBack) {
  const auto key = SigningKey::make("verbatim/0f3a");
  const auto again = SigningKey::parse(key.text());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->verifier(), key.verifier());
  EXPECT_EQ(*VerifierKey::parse(key.verifier().text()), key.verifier());
  EXPECT_EQ(again->sign("x"), key.sign("x"));
}

TEST(Base64, IsOneSpellingAlone) {
  EXPECT_EQ(to_base64("ab"), "YWI=");
  EXPECT_EQ(from_base64("YWI="), "ab");
  EXPECT_EQ(from_base64(""), "");
  for (const auto* bad : {"YWI", "YWJ=", "YW I=", "YWI=\n", "YWI==", "Y-I=", " YWI=", "YWI= ",
                          "YQ=a", "YQ==YQ==", "====", "===", "YR==", "Y===", "\n\n\n\n"})
    EXPECT_FALSE(from_base64(bad)) << bad;
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 7 + size);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes) << size;
  }
}

}  // namespace
}  // namespace verbatim::audit
