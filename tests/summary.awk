# Reads ctest's JUnit report; prints what was skipped and why, what failed, and as last line the three counts.
# Exit code 1 when a test failed, or when ci=1 and one was skipped.
#
# The attributes of <testsuite> are not used: ctest counts a test whose program is missing as skipped there,
# and a test that cannot run is a failure. Only the skip code of an oracle is a skip.

function attribute(name) {
  if (!match($0, name "=\"[^\"]*\"")) return ""
  return plain(substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 3))
}

function plain(text) {
  gsub(/&lt;/, "<", text)
  gsub(/&gt;/, ">", text)
  gsub(/&quot;/, "\"", text)
  gsub(/&apos;/, "'", text)
  gsub(/&amp;/, "\\&", text)
  return text
}

/<testcase / { name = attribute("name"); status = attribute("status"); skipped = 0; why = "no reason given" }
/<skipped message="SKIP_/ { skipped = 1 }
/SKIP: / { why = $0; sub(/^.*SKIP: /, "", why); sub(/<\/system-out>.*$/, "", why); why = plain(why) }
/<\/testcase>/ {
  if (status == "run") ++passes
  else if (skipped) skips[++skip_count] = name ": " why
  else failures[++failure_count] = name (status == "notrun" ? " (could not run)" : "")
}

END {
  if (skip_count) print "\nskipped:"
  for (i = 1; i <= skip_count; ++i) print "  " skips[i]
  if (failure_count) print "\nfailed:"
  for (i = 1; i <= failure_count; ++i) print "  " failures[i]
  if (skip_count && ci) print "\nA skipped test is a failure with CI=true."
  printf "\n%d passed, %d failed, %d skipped\n", passes, failure_count, skip_count
  exit (failure_count || (ci && skip_count)) ? 1 : 0
}
