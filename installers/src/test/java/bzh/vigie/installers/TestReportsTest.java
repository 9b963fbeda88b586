package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./vigie test} says last: how many tests other people's material was missing for, and which tests are red. */
final class TestReportsTest {
    /** As surefire 3.5.4 wrote it, without its list of properties: two tests were skipped for want of material, one was not skipped. */
    private static final String SKIPPED = """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="bzh.vigie.agent.persistence.TargetFilesTest" time="6.389" tests="4" errors="0" skipped="3" failures="0">
          <testcase name="aSignatureIsJudgedAndNamed" classname="bzh.vigie.agent.persistence.TargetFilesTest" time="4.829"/>
          <testcase name="microsoftsProgramsAreToldByTheChainAndKeepTheirNames" classname="bzh.vigie.agent.persistence.TargetFilesTest" time="0.0">
            <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: skipped: \
        no Windows runtime at /nonexistent/runtimes, beside the corpora: set -Dvigie.corpora
        	at org.junit.jupiter.api.Assumptions.throwAssumptionFailed(Assumptions.java:340)
        	at bzh.vigie.agent.persistence.TargetFilesTest.runtime(TargetFilesTest.java:264)
        ]]></skipped>
          </testcase>
          <testcase name="classesOfMicrosoftsLibrariesAreCountedAndOthersTold" classname="bzh.vigie.agent.persistence.TargetFilesTest" time="0.0">
            <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: skipped: \
        no Windows runtime at /nonexistent/runtimes, beside the corpora: set -Dvigie.corpora
        	at org.junit.jupiter.api.Assumptions.throwAssumptionFailed(Assumptions.java:340)
        ]]></skipped>
          </testcase>
          <testcase name="aClockIsYearsOff" classname="bzh.vigie.agent.persistence.TargetFilesTest" time="0.0">
            <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: skipped: \
        needs root
        ]]></skipped>
          </testcase>
        </testsuite>
        """;

    private static final String RED = """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="bzh.vigie.agent.spool.SpoolTest" time="0.5" tests="2" errors="0" skipped="0" failures="1">
          <testcase name="aTornFrameIsCutOff" classname="bzh.vigie.agent.spool.SpoolTest" time="0.1"/>
          <testcase name="nothingIsLost" classname="bzh.vigie.agent.spool.SpoolTest" time="0.4">
            <failure message="expected: &lt;1&gt; but was: &lt;2&gt;" type="org.opentest4j.AssertionFailedError"><![CDATA[at
        set -Dvigie.corpora]]></failure>
          </testcase>
        </testsuite>
        """;

    private @TempDir Path folder;

    @Test
    void testsThatWereSkippedForWantOfMaterialAreCounted() throws IOException, InterruptedException {
        assertEquals("0\n", said("skipped_for_material"));
        write("agent", "TargetFilesTest", SKIPPED);
        write("agent", "SpoolTest", RED);
        assertEquals("2\n", said("skipped_for_material"));
        write("collector", "TargetFilesTest", SKIPPED);
        assertEquals("4\n", said("skipped_for_material"));
    }

    @Test
    void redTestsAreNamed() throws IOException, InterruptedException {
        write("agent", "bzh.vigie.agent.spool.SpoolTest", RED);
        write("agent", "bzh.vigie.agent.persistence.TargetFilesTest", SKIPPED);
        String said = said("red_tests");
        assertTrue(said.startsWith("vigie: red: bzh.vigie.agent.spool.SpoolTest.nothingIsLost: "), said);
        assertEquals(1, said.lines().count(), said);
    }

    /** What is counted is what a test says to set; one that says something else would not be. */
    @Test
    void everyTestThatReadsOtherPeoplesMaterialSaysWhatToSet() throws IOException {
        Pattern reads = Pattern.compile("getProperty\\(\\s*\"(vigie\\.(?:corpora|runtimes))\"");
        Pattern skips = Pattern.compile("\"[^\"\n]*skipped: no [^;]*;");
        List<String> silent = new ArrayList<>();
        int seen = 0;
        for (String module : List.of("agent", "collector", "installers")) {
            try (Stream<Path> sources = Files.walk(Commands.TOP.resolve(module).resolve("src/test/java"))) {
                for (Path source : sources.filter(each -> each.toString().endsWith(".java"))
                        .toList()) {
                    String text = Files.readString(source);
                    if (reads.matcher(text).find()) {
                        seen++;
                        skips.matcher(text)
                                .results()
                                .map(MatchResult::group)
                                .filter(skip -> !skip.contains("set -Dvigie."))
                                .forEach(skip -> silent.add(source + ": say what to set: " + skip));
                    }
                }
            }
        }
        assertEquals(List.of(), silent);
        assertTrue(seen >= 20, "tests that read it: " + seen);
    }

    private void write(String module, String name, String report) throws IOException {
        Path reports = Files.createDirectories(folder.resolve(module).resolve("target/surefire-reports"));
        Files.writeString(reports.resolve("TEST-" + name + ".xml"), report);
    }

    private String said(String function) throws IOException, InterruptedException {
        return Commands.run(List.of(
                        "bash",
                        "-euo",
                        "pipefail",
                        "-c",
                        ". \"$1\"; " + function + " \"$2\"",
                        "bash",
                        Commands.TOP.resolve("installers/reports.sh").toString(),
                        folder.toString()))
                .orFail(function)
                .said();
    }
}
