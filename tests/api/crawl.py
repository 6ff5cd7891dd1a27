"""Every read of a study that the API document has, with each thing it can be asked for."""

from client import quote


def targets(document, study, places, words, moments=()):
    """(operation, target) for each. `places` says what the placeholders of paths stand for, `words` what parameters are
    tried with beside the words of their schema, `moments` what as_of is."""
    for name, (method, path) in document.places.items():
        if method != "GET" or "{study}" not in path:
            continue
        needed = "&".join(f"{one['name']}={words[one['name']][0]}" for one in document.queries[name] if one.get("required"))
        for target in _filled(path.replace("{study}", quote(study)), places):
            # Points of a history are compared where they are the same ones, not at shares of its growing length.
            is_timeline = any(one["name"] == "points" for one in document.queries[name])
            if is_timeline and moments:
                needed = f"at={','.join(str(moment) for moment in moments)}"
            target += f"?{needed}" if needed else ""
            yield name, target
            for parameter in document.queries[name]:
                if is_timeline and parameter["name"] in ("at", "points"):
                    continue
                tried = words.get(parameter["name"], []) + document.resolve(parameter["schema"]).get("enum", [])
                if parameter["name"] == "as_of":
                    tried = moments
                elif parameter.get("required"):
                    tried = tried[1:]
                for word in tried:
                    base = target.split("?")[0] if parameter.get("required") else target
                    yield name, f"{base}{'&' if '?' in base else '?'}{parameter['name']}={word}"


def _filled(path, places):
    if "{" not in path:
        return [path]
    name = path[path.index("{") + 1:path.index("}")]
    return [target for thing in places[name] for target in _filled(path.replace("{%s}" % name, thing, 1), places)]
