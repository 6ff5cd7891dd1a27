#include "verbatim/audit/bundle_text.hpp"

namespace verbatim::tool {

std::string_view bundle_readme() {
  return R"readme(An audit bundle of Verbatim
===========================

The whole record of one study up to one position, what it says at that position, and what it takes
to see that nobody changed it. It is a tar archive of plain text, and needs no program of ours.

manifest.json     which study, of which log (the origin), at which position
checkpoint.txt    what the log signed: origin, number of events, root (base64); C2SP tlog-checkpoint
                  in a C2SP signed-note
key.txt           the key it is signed with (Ed25519), as C2SP signed-note writes one. It is only as
                  good as where you have it from: compare with the one you were given
events.cddl       the form of an event (CDDL, RFC 8610, over CBOR, RFC 8949)
openapi.yaml      the form of the figures
figures/          the codebook and every figure, as the server answered them; index.json says which
                  request each is the answer to
verify.py         checks hashes and root with Python alone
events.ndjson     one event a line, in order, as JSON:
                    position   1, 2, 3, ...
                    leaf       SHA-256 of a zero byte and the stored bytes (base64)
                    cbor       the stored bytes (base64): these are what is signed
                    event      the same in words: who, when, what. Personal texts stay sealed

To check it by hand
-------------------

1. python3 verify.py events.ndjson checkpoint.txt
   hashes every line's bytes, builds the tree (RFC 9162, section 2.1) and compares the root.

2. The signature. The signed text is checkpoint.txt up to the empty line, with its line end. The last
   line has, after the name, base64 of 4 bytes of key id and 64 of Ed25519 signature. key.txt ends
   with base64 of a byte 01 and the 32 bytes of the public key. With OpenSSL 3:

     sed '/^$/,$d' checkpoint.txt > signed
     tail -n 1 checkpoint.txt | sed 's/.* //' | base64 -d | tail -c 64 > signature
     (printf '0*0\005\006\003+ep\003!\000'; sed 's/^[^+]*+[^+]*+//' key.txt | base64 -d | tail -c 32) > key.der
     openssl pkeyutl -verify -pubin -inkey key.der -keyform DER -rawin -in signed -sigfile signature

3. An earlier checkpoint of the same study: the root over the first so many lines must be its root.
   python3 verify.py events.ndjson earlier.txt

With Verbatim at hand, all of that, the form and order of the events, the words beside the bytes, and
every figure counted anew:

     verbatim audit verify BUNDLE --key KEY --checkpoint EARLIER
)readme";
}

std::string_view bundle_verify_py() {
  return R"python(#!/usr/bin/env python3
"""verify.py events.ndjson checkpoint.txt: are these the events that the checkpoint was made of?

Python alone. The signature is not looked at: see README.txt.
"""
import base64
import hashlib
import json
import sys


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def main(events, checkpoint):
    with open(checkpoint, encoding="utf-8") as file:
        origin, size, root = file.read().splitlines()[:3]
    edge = []  # (leaves, root) of complete subtrees, as RFC 9162, section 2.1, builds them
    with open(events, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if number > int(size):
                break
            event = json.loads(line)
            leaf = sha256(b"\x00", base64.b64decode(event["cbor"], validate=True))
            if event["position"] != number or base64.b64decode(event["leaf"]) != leaf:
                sys.exit(f"line {number}: it is not event {number}, or its bytes are not those of its hash")
            edge.append((1, leaf))
            while len(edge) > 1 and edge[-1][0] == edge[-2][0]:
                (width, left), (_, right) = edge[-2:]
                edge[-2:] = [(2 * width, sha256(b"\x01", left, right))]
    if sum(width for width, _ in edge) != int(size):
        sys.exit(f"there are fewer than the {size} events of the checkpoint")
    while len(edge) > 1:
        (_, left), (_, right) = edge[-2:]
        edge[-2:] = [(0, sha256(b"\x01", left, right))]
    if edge[0][1] != base64.b64decode(root):
        sys.exit("these are not the events of the checkpoint: the root is another")
    print(f"{origin}: the stored bytes (cbor) of {size} events are as they were signed.")
    print("The words beside them are for reading and were not looked at; `verbatim audit verify` compares them.")


if __name__ == "__main__":
    main(*sys.argv[1:])
)python";
}

}  // namespace verbatim::tool
