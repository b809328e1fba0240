"""The goals of the library's speed, and whether the results of a bench reach them."""


def table(results):
    """Lines of title, must, goal, reached and verdict, all texts."""
    parsed, drained, sign = results["parse"], results["drain"], results["sign"]
    load, page = results["load"], parsed["runs50"]
    ours = page["libdzjobs"]["us"]
    simdjson = "simdjson on-demand"

    def ratio(shape):
        return parsed[shape][simdjson]["us"] / parsed[shape]["libdzjobs"]["us"]

    copied = drained["curl-copy"]
    own = drained["curl"]["user"] - copied["user"]
    botocore = page["botocore (Python)"]["us"]
    printed = page["jansson, load only"]["us"] / page["libdzjobs, JSON out"]["us"]
    memory, tokens = results["memory"], results["tokens"]
    latency = drained["latency"]
    more, less = "at least", "at most"
    goals = [
        ("parse 50 runs, x jansson", more, 29, 43, page["jansson"]["us"] / ours),
        ("... x simdjson on-demand", more, 0.95, 1.45, ratio("runs50")),
        ("... x the same held to AVX2", more, 1, 1.2, page["simdjson AVX2"]["ratio"]),
        ("... x botocore's parser", more, 180, 270, botocore / ours),
        ("... instructions a byte", less, 5.6, 5, results["instructions"]["libdzjobs"]),
        ("shuffled members, x simdjson", more, 1, 1.2, ratio("shuffled")),
        ("pretty-printed, x simdjson", more, 1, 1.2, ratio("pretty")),
        ("nulls, x simdjson", more, 1, 1.2, ratio("nulls")),
        ("unknown members, x simdjson", more, 0.75, 1, ratio("unknown")),
        ("... of 1.8 KB, x simdjson", more, 0.75, 1, ratio("unknown2k")),
        ("escapes in messages, x simdjson", more, 0.9, 1, ratio("escapes")),
        ("messages of 5 KB, x simdjson", more, 0.9, 1, ratio("errors5k")),
        ("one-run page, x simdjson", more, 1, 1.6, ratio("runs1")),
        ("page JSON out, x jansson's load alone", more, 10, 20, printed),
        ("allocations a page", less, 2, 0, page["libdzjobs"]["allocations"]),
        ("build + sign, static, us", less, 5.6, 2.5, sign["static"]),
        ("build + sign, session token, us", less, 10, 4, sign["session"]),
        ("... static, x botocore", more, 80, 200, sign["botocore"] / sign["static"]),
        ("dlopen, x jansson's", less, 1.2, 1, load["libdzjobs"]["us"] / load["jansson"]["us"]),
        ("file, stripped, KB", less, 190, 180, results["size"] / 1024),
        ("RSS growth on load, KB", less, 400, 200, load["libdzjobs"]["rss"]),
        ("private dirty on load, KB", less, 48, 24, load["libdzjobs"]["dirty"]),
        ("drain in memory, x signing + jansson", more, 15, 25,
         drained["memory-jansson"]["wall"] / drained["memory"]["wall"]),
        ("drain with libcurl, x sigv4 + jansson", more, 4, 5.5,
         drained["curl-jansson"]["wall"] / drained["curl"]["wall"]),
        ("... own user CPU s per 100k runs", less, 0.1, 0.05, own),
        ("client, 5 ms latency, x boto3's paginator", more, 1.8, 1.8,
         latency["boto3"] / latency["client"]),
        ("1,000 jobs at once, x one after another", more, 8, 14,
         drained["jobs"]["in_turn"] / drained["jobs"]["at_once"]),
        ("1,000,000 runs: peak RSS, MB", less, 4, 2.5, memory["rss"] / 1024),
        ("... growth after page 10, bytes a page", less, 20, 16,
         memory["growth"] * 1024 / (memory["runs"] / 50)),
        ("100,000 tokens: bytes each", less, 16, 16, tokens["growth"] * 1024 / tokens["runs"]),
    ]
    for title, way, must, goal, reached in goals:
        def holds(limit):
            return reached >= limit if way == more else reached <= limit

        verdict = "goal" if holds(goal) else "must" if holds(must) else "MISSED"
        yield title, f"{must:g}", f"{goal:g}", f"{reached:.3g}", verdict
