package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.Diagnosis.Remark;
import bzh.vigie.agent.Diagnosis.Verdict;
import bzh.vigie.agent.identity.Enrolment;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.persistence.Inventory;
import bzh.vigie.agent.source.CoverageLedger.Watched;
import bzh.vigie.agent.spool.LostEvents;
import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.agent.uplink.Notice;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.InvalidToken;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.v1.EnrolRefusal;
import bzh.vigie.v1.GoodbyeReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who is no technician reads, for every state that there can be. */
class DiagnosisTest {
    private static final Instant AT = Instant.parse("2026-11-24T08:20:00Z");
    private static final Words FRENCH = Words.in(Locale.FRENCH);
    private static final Words ENGLISH = Words.in(Locale.ENGLISH);
    private static final Watched LIVE = new Watched("linux.process", WatchState.LIVE, ReasonCode.NONE, "", AT, 12, 0);

    @TempDir
    Path folder;

    private static Status status(
            String word,
            String reason,
            String detail,
            long skewMicros,
            List<Watched> sources,
            List<LostEvents> lost,
            List<Notice> notices) {
        return new Status(
                new Status.Agent("0199", "29019", "0.1.0", 42, AT, AT, AT, false, ""),
                new Status.Link(
                        word,
                        reason,
                        "collecteur:443",
                        detail,
                        AT,
                        40,
                        Optional.of(AT),
                        OptionalLong.of(skewMicros),
                        3,
                        2,
                        4_096),
                new Status.Use(1_024, 1, Inventory.Progress.COMPLETE, 48L << 20, 0.0012, 20, false),
                sources,
                lost,
                List.of(),
                notices);
    }

    private static Status linked(String word, String reason) {
        return status(word, reason, "dé\u001btail", 0, List.of(LIVE), List.of(), List.of());
    }

    private static Watched source(WatchState state, ReasonCode reason) {
        return new Watched("windows.log", state, reason, "", AT, 0, 0);
    }

    @Test
    void anAgentThatWorksSaysSoAndNothingElse() {
        Diagnosis works = Diagnosis.of(linked("connected", ""), true, FRENCH);
        assertEquals(new Diagnosis(Verdict.WORKS, List.of()), works);
        assertEquals(List.of("Vigie fonctionne sur ce poste."), works.lines(FRENCH));
    }

    @Test
    void eachStateHasItsSentenceInBothLanguagesAndNoneIsLeftOver(@TempDir Path state) throws IOException {
        Set<Plain> met = EnumSet.noneOf(Plain.class);
        Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
        for (Words words : List.of(FRENCH, ENGLISH)) {
            for (Diagnosis each : all(new StateFolder(state), words)) {
                verdicts.add(each.verdict());
                for (Remark remark : each.remarks()) {
                    met.add(remark.plain());
                    assertFalse(remark.says().isBlank(), remark.plain().name());
                    String all = remark.says() + remark.tell();
                    assertFalse(all.matches("(?s).*\\{[0-3]}.*"), all);
                    assertFalse(all.chars().anyMatch(c -> c < ' '), all);
                }
                String said = String.join("\n", each.lines(words)).toLowerCase(Locale.ROOT);
                assertFalse(said.contains("clean") || said.contains("sain"), said);
            }
        }
        assertEquals(EnumSet.allOf(Plain.class), met);
        assertEquals(EnumSet.allOf(Verdict.class), verdicts);
    }

    private static List<Diagnosis> all(StateFolder state, Words words) throws IOException {
        List<Diagnosis> all = new ArrayList<>();
        for (LinkException.Kind kind : LinkException.Kind.values()) {
            Diagnosis failed = Diagnosis.of(linked("failed", StatusFile.word(kind)), true, words);
            assertEquals(Verdict.UNHEARD, failed.verdict());
            assertTrue(failed.remarks().getFirst().says().contains("collecteur:443"), failed.toString());
            assertFalse(failed.remarks().getFirst().tell().isEmpty(), failed.toString());
            all.add(failed);
        }
        for (GoodbyeReason reason : GoodbyeReason.values()) {
            all.add(Diagnosis.of(linked(StatusMaker.word(reason), ""), true, words));
        }
        all.add(Diagnosis.of(linked("connected", ""), true, words));
        all.add(Diagnosis.of(linked("connecting", ""), true, words));
        all.add(Diagnosis.of(linked("stopped", ""), true, words));
        all.add(Diagnosis.of(linked("connected", ""), false, words));
        all.add(Diagnosis.notYetRun(words));
        all.add(Diagnosis.cannotRun("agent.conf", words));
        all.add(Diagnosis.notEnrolled(Optional.empty(), false, words));
        for (EnrolRefusal refusal : EnrolRefusal.values()) {
            LastEnrolment.keep(state, new Enrolment.Outcome.Declined(refusal, "x\ty", Duration.ZERO));
            all.add(kept(state, words));
        }
        for (InvalidToken.Flaw flaw : InvalidToken.Flaw.values()) {
            LastEnrolment.keep(state, flaw);
            all.add(kept(state, words));
        }
        LastEnrolment.keep(state, new Enrolment.Outcome.Unusable("answer-empty"));
        all.add(kept(state, words));
        for (LinkException.Kind kind : LinkException.Kind.values()) {
            LastEnrolment.keep(
                    state,
                    new Enrolment.Outcome.Unreachable(List.of(
                            new Enrolment.Attempt(new CollectorAddress("collecteur", 443), kind, "met-refused"))));
            Diagnosis unheard = kept(state, words);
            assertEquals(2, unheard.remarks().size());
            all.add(unheard);
        }
        for (WatchState each : WatchState.values()) {
            for (ReasonCode reason : ReasonCode.values()) {
                all.add(Diagnosis.of(
                        status("connected", "", "", 0, List.of(LIVE, source(each, reason)), List.of(), List.of()),
                        true,
                        words));
            }
        }
        for (ReasonCode reason : List.of(ReasonCode.BLOCKED, ReasonCode.NOT_PRESENT)) {
            all.add(Diagnosis.of(
                    status("connected", "", "", 0, List.of(LIVE, program(reason)), List.of(), List.of()), true, words));
        }
        for (Notice.Kind kind : Notice.Kind.values()) {
            Notice notice = new Notice(kind, "2027-01-01");
            all.add(Diagnosis.of(
                    status("connected", "", "", 0, List.of(LIVE), List.of(), List.of(notice)), true, words));
        }
        LostEvents lost = new LostEvents("linux.process", ReasonCode.OVERLOADED, 3);
        all.add(Diagnosis.of(
                status("connected", "", "", -600_000_000, List.of(LIVE), List.of(lost), List.of()), true, words));
        return all;
    }

    private static Diagnosis kept(StateFolder state, Words words) throws IOException {
        Optional<LastEnrolment> kept = LastEnrolment.read(state);
        assertTrue(kept.isPresent());
        Diagnosis why = Diagnosis.notEnrolled(kept, true, words);
        assertEquals(
                Verdict.NOT_WORKING, Diagnosis.notEnrolled(kept, false, words).verdict());
        assertTrue(why.verdict() == Verdict.NOT_WORKING || why.verdict() == Verdict.WAITING, why.toString());
        return why;
    }

    private static Watched program(ReasonCode reason) {
        String detail = reason == ReasonCode.BLOCKED
                ? "program-defender|C:\\Program Files\\Vigie\\lib\\a.jar|Trojan:Win32/Example|2026-11-24T08:00:00Z"
                : "program-gone|C:\\Program Files\\Vigie\\lib\\a.jar|1";
        return new Watched("windows.program", WatchState.DOWN, reason, detail, AT, 0, 0);
    }

    @Test
    void anAntivirusThatBlocksTheAgentIsSaidBeforeWhatElseIsOffAndAfterItStoppedToo() {
        Watched other = source(WatchState.DOWN, ReasonCode.FAILED);
        Diagnosis blocked = Diagnosis.of(
                status("connected", "", "", 0, List.of(other, program(ReasonCode.BLOCKED)), List.of(), List.of()),
                true,
                FRENCH);
        assertEquals(
                List.of(Plain.ANTIVIRUS, Plain.SOURCES_OFF),
                blocked.remarks().stream().map(Remark::plain).toList());
        assertEquals(Verdict.IN_PART, blocked.verdict());
        List<String> lines = blocked.lines(FRENCH);
        assertEquals("  L'antivirus de ce poste bloque l'agent.", lines.get(1));
        assertTrue(lines.get(2).contains("lib\\a.jar"), lines.toString());
        assertTrue(lines.get(2).contains("restaurez ce fichier"), lines.toString());
        assertFalse(lines.get(4).contains("windows.program"), lines.toString());

        Diagnosis gone = Diagnosis.of(
                status("connected", "", "", 0, List.of(program(ReasonCode.NOT_PRESENT)), List.of(), List.of()),
                false,
                FRENCH);
        assertEquals(
                List.of(Plain.STOPPED, Plain.FILES_GONE),
                gone.remarks().stream().map(Remark::plain).toList());
    }

    @Test
    void whatTheTechnicianIsToldIsWhatWasMet() {
        List<String> opened = Diagnosis.of(
                        status("failed", "other-authority", "CN=Filtre", 0, List.of(), List.of(), List.of()),
                        true,
                        FRENCH)
                .lines(FRENCH);
        assertTrue(opened.get(1).contains("un antivirus ouvre peut-être les connexions chiffrées"), opened.toString());
        assertTrue(opened.get(2).startsWith("    À dire au technicien : collecteur:443 : "), opened.toString());
        assertTrue(opened.get(2).contains("CN=Filtre"), opened.toString());

        Diagnosis off = Diagnosis.of(
                status(
                        "connected",
                        "",
                        "",
                        -600_000_000,
                        List.of(source(WatchState.DOWN, ReasonCode.DISABLED)),
                        List.of(),
                        List.of()),
                true,
                FRENCH);
        assertEquals(Verdict.IN_PART, off.verdict());
        String said = String.join("\n", off.lines(FRENCH));
        assertTrue(said.contains("windows.log (désactivé par la politique ou la configuration)"), said);
        assertTrue(said.contains("avance de 0 j 0 h 10 min"), said);
    }

    @Test
    void aTokenThatWasRefusedIsSaidUntilAnotherIsTaken() throws IOException {
        StateFolder state = new StateFolder(folder);
        LastEnrolment.keep(
                state,
                new Enrolment.Outcome.Declined(EnrolRefusal.ENROL_REFUSAL_TOKEN_EXPIRED, "", Duration.ofSeconds(3)));
        String said = String.join(
                "\n",
                Diagnosis.notEnrolled(LastEnrolment.read(state), true, FRENCH).lines(FRENCH));
        assertTrue(said.contains("le collecteur a refusé de l'inscrire"), said);
        assertTrue(said.contains("le jeton a expiré. Demandez-en un nouveau"), said);
        LastEnrolment.erase(state);
        assertEquals(Optional.empty(), LastEnrolment.read(state));
        for (String damaged :
                List.of("", "x", "DECLINED\t\t\n", "DECLINED\tNO\t\n", "FLAWED\tNO\t\n", "UNHEARD\t\t\nx\tNO\t\n")) {
            Files.writeString(folder.resolve("last-enrolment"), damaged);
            assertEquals(Optional.empty(), LastEnrolment.read(state), damaged);
        }
    }

    @Test
    void aPageForEverybodyDoesNotSayWhatIsNotWatched() throws IOException {
        Status off = status(
                "connected", "", "", 0, List.of(source(WatchState.DOWN, ReasonCode.DISABLED)), List.of(), List.of());
        for (boolean forAll : List.of(true, false)) {
            Path file = folder.resolve("status.html");
            page(file, forAll).show(off, true, AT);
            String html = Files.readString(file);
            assertEquals(!forAll, html.contains("windows.log"), html);
            assertEquals(forAll, html.contains("vigie-agent status"), html);
        }
    }

    @Test
    void aReasonOfAnotherVersionIsNoFailure() {
        Diagnosis failed = Diagnosis.of(linked("failed", "of-tomorrow"), true, FRENCH);
        assertEquals(new Diagnosis(Verdict.UNHEARD, List.of()), failed);
    }

    private StatusPage page(Path file, boolean forAll) {
        return new StatusPage(file, forAll, FRENCH, ZoneOffset.UTC);
    }

    @Test
    void thePageIsWrittenWhenWhatItSaysChangesAndNotOtherwise() throws IOException {
        Path file = folder.resolve("status.html");
        StatusPage page = page(file, true);
        page.show(linked("connected", ""), true, AT);
        String first = Files.readString(file);
        assertTrue(first.contains("<h1 class=\"works\">Vigie fonctionne sur ce poste.</h1>"), first);
        assertTrue(first.contains("cette fois après 24/11/2026 08:00"), first);
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.delete(file);
        page.show(linked("connected", ""), true, AT.plusSeconds(60));
        page.show(linked("connecting", ""), true, AT.plusSeconds(61));
        assertFalse(Files.exists(file));
        page.show(linked("connected", ""), true, AT.plus(Duration.ofHours(1)));
        assertTrue(Files.readString(file).contains("09:00"));
        page.show(linked("connected", ""), false, AT.plus(Duration.ofHours(1)));
        assertTrue(Files.readString(file).contains("<h1 class=\"not-working\">"));
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(List.of(file), all.toList());
        }
    }

    @Test
    void whatCameFromElsewhereCannotBecomePartOfThePage() {
        String attack = "<script>alert('&')</script>\u0000\u202e\"";
        String html = page(folder.resolve("status.html"), true)
                .html(
                        Diagnosis.of(
                                status(
                                        "failed",
                                        "other-authority",
                                        attack,
                                        0,
                                        List.of(new Watched(
                                                attack, WatchState.DOWN, ReasonCode.FAILED, attack, AT, 0, 0)),
                                        List.of(),
                                        List.of(new Notice(Notice.Kind.ROLLED_BACK, attack))),
                                true,
                                FRENCH),
                        attack,
                        AT);
        assertFalse(html.contains("<script"), html);
        assertTrue(html.contains("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"), html);
        assertFalse(html.chars().anyMatch(c -> (c < ' ' && c != '\n') || c == 0x202e), html);
    }

    @Test
    void aPageForAllIsNotWrittenWhereOthersMayWriteNorThroughALink() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        page(open.resolve("status.html"), true).show(linked("connected", ""), true, AT);
        assertFalse(Files.exists(open.resolve("status.html")));

        Path ours = Files.createDirectory(folder.resolve("ours"));
        Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path victim = Files.writeString(folder.resolve("victim"), "as it was");
        Files.createSymbolicLink(ours.resolve("status.html"), victim);
        Files.createSymbolicLink(ours.resolve("status.html.new"), victim);
        page(ours.resolve("status.html"), true).show(linked("connected", ""), true, AT);
        assertTrue(Files.isRegularFile(ours.resolve("status.html"), java.nio.file.LinkOption.NOFOLLOW_LINKS));
        assertEquals("as it was", Files.readString(victim));

        page(folder.resolve("absent/status.html"), true).show(linked("connected", ""), true, AT);
        assertFalse(Files.exists(folder.resolve("absent")));
    }
}
