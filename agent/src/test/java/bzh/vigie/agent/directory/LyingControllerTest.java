package bzh.vigie.agent.directory;

import static bzh.vigie.agent.directory.LyingController.done;
import static bzh.vigie.agent.directory.LyingController.entry;
import static bzh.vigie.agent.directory.LyingController.reference;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.LyingController.Lie;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a controller can do to its reader: nothing but be refused, with the reason, within a bound of time and bytes. */
@Timeout(60)
final class LyingControllerTest {
    private static final String HEAD = "DC=mairie,DC=example";
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Patience PATIENT = new Patience(LONG, LONG, LONG, LONG);
    private static final Patience IMPATIENT = new Patience(LONG, SHORT, LONG, LONG);
    private static final Query ASKED = Query.below(HEAD, "(objectClass=user)", "cn", "member");

    private final List<Entry> taken = new ArrayList<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] user(int id, String name) {
        return entry(id, "CN=" + name + "," + HEAD, "cn", bytes(name));
    }

    private void read(LyingController controller, Patience patience, Query query) throws Refused {
        try (LdapDirectory directory = LdapDirectory.connect(
                "localhost",
                "mairie.example",
                controller.port(),
                Optional.empty(),
                "none",
                ComputerLogin.nobody(),
                patience,
                page -> {})) {
            directory.search(query, taken::add);
        }
    }

    private Refused refused(Patience patience, Lie lie) throws Exception {
        try (LyingController controller = new LyingController(lie)) {
            Refused refused = assertThrows(Refused.class, () -> read(controller, patience, ASKED));
            String detail = refused.detailOr("");
            assertFalse(
                    SourceText.say(detail, Locale.FRENCH).equals(SourceText.say(detail, Locale.ENGLISH)),
                    "it has words: " + refused.what());
            return refused;
        }
    }

    private static void assertIs(ReasonCode reason, String detail, Refused refused) {
        assertEquals(reason, refused.reason(), refused.what());
        assertTrue(refused.what().startsWith(detail + "|"), refused.what());
    }

    @Test
    void pagesAreReadAndWhatWasNotAskedIsLeftOut() throws Exception {
        try (LyingController controller = new LyingController((question, out) -> {
            if (question.has("next")) {
                out.write(user(question.id(), "b"));
                out.write(entry(question.id(), "CN=c," + HEAD, "javaClassName", bytes("java.util.HashMap")));
                out.write(done(question.id(), 0, ""));
            } else {
                out.write(user(question.id(), "a"));
                out.write(done(question.id(), 0, "next"));
            }
        })) {
            read(controller, PATIENT, ASKED);
            assertEquals(
                    List.of("a", "b", ""), taken.stream().map(e -> e.text("cn")).toList());
            assertFalse(taken.getLast().has("javaClassName"));
            assertEquals(2, controller.questions());
        }
    }

    /** A fifth of the server's time at most: of a page that took long four times that, of one that took a minute a minute. */
    @Test
    void betweenPagesThereIsAPauseOfFourTimesWhatEachTook() throws Exception {
        List<Duration> pages = new ArrayList<>();
        try (LyingController controller = new LyingController((question, out) -> {
            int left = question.has("next1") ? 2 : question.has("next") ? 1 : 0;
            out.write(user(question.id(), "a" + left));
            out.write(done(question.id(), 0, left == 2 ? "" : "next" + (left == 1 ? "1" : "")));
        })) {
            try (LdapDirectory directory = LdapDirectory.connect(
                    "localhost",
                    "mairie.example",
                    controller.port(),
                    Optional.empty(),
                    "none",
                    ComputerLogin.nobody(),
                    PATIENT,
                    pages::add)) {
                directory.search(ASKED, taken::add);
            }
            assertEquals(3, taken.size());
            assertEquals(2, pages.size(), "after each but the last");
            assertTrue(pages.stream().allMatch(Duration::isPositive), pages.toString());
        }
        assertEquals(Duration.ofMillis(800), LdapDirectory.Pauses.of(Duration.ofMillis(200)));
        assertEquals(Duration.ofMinutes(1), LdapDirectory.Pauses.of(Duration.ofSeconds(20)));
        assertEquals(Duration.ZERO, LdapDirectory.Pauses.of(Duration.ZERO));
    }

    /** What it says of its time is asked without a name, since nobody is let in whose clock is off. */
    @Test
    void whereClocksAreApartBothTimesAreSaid() throws Exception {
        Instant ours = Instant.parse("2026-11-27T09:32:00.5Z");
        Refused skew = Faults.login("PC1$@MAIRIE.EXAMPLE", "Clock skew too great (37)");
        try (LyingController controller = new LyingController((question, out) -> {
            out.write(entry(question.id(), "", "currentTime", bytes("20261127091200.0Z")));
            out.write(done(question.id(), 0, ""));
        })) {
            Refused said = Membership.clocks("localhost", controller.port(), () -> ours, skew);
            assertEquals("directory-clocks|localhost|2026-11-27T09:12:00Z|2026-11-27T09:32:00Z", said.detailOr(""));
            assertEquals(skew.reason(), said.reason());
        }
        try (LyingController silent = new LyingController((question, out) -> out.write(done(question.id(), 0, "")))) {
            assertSame(skew, Membership.clocks("localhost", silent.port(), () -> ours, skew), "that they are apart");
        }
    }

    @Test
    void answersToAnotherQuestionAreNone() throws Exception {
        assertIs(ReasonCode.TIMED_OUT, "directory-silent", refused(IMPATIENT, (question, out) -> {
            out.write(user(question.id() + 7, "a"));
            out.write(done(question.id() + 7, 0, ""));
        }));
        assertEquals(List.of(), taken);
    }

    @Test
    void whoNeverAnswersIsNotWaitedForForEver() throws Exception {
        assertIs(ReasonCode.TIMED_OUT, "directory-silent", refused(IMPATIENT, (question, out) -> {}));
    }

    @Test
    void bytesThatDripAreNoAnswer() throws Exception {
        assertIs(ReasonCode.TIMED_OUT, "directory-silent", refused(IMPATIENT, (question, out) -> {
            for (byte b : user(question.id(), "a".repeat(1_000))) {
                out.write(b);
                Thread.sleep(20);
            }
        }));
    }

    @Test
    void objectsThatDripEndAsThePageDoes() throws Exception {
        Patience page = new Patience(LONG, LONG, SHORT, LONG);
        assertIs(ReasonCode.TIMED_OUT, "directory-silent", refused(page, (question, out) -> {
            for (int i = 0; i < 15; i++) {
                out.write(user(question.id(), "a" + i));
                Thread.sleep(50);
            }
        }));
    }

    @Test
    void pagesWithoutEndEndWithTheTimeForAll() throws Exception {
        Patience whole = new Patience(LONG, LONG, LONG, SHORT);
        assertIs(ReasonCode.TIMED_OUT, "directory-too-long", refused(whole, (question, out) -> {
            out.write(user(question.id(), "a"));
            out.write(done(question.id(), 0, "again"));
        }));
        assertFalse(taken.isEmpty(), "what came before stands");
    }

    @Test
    void emptyPagesWithTheSameCookieAreNotAskedForEver() throws Exception {
        assertIs(
                ReasonCode.MALFORMED,
                "directory-lies",
                refused(PATIENT, (question, out) -> out.write(done(question.id(), 0, "again"))));
    }

    @Test
    void anObjectFromElsewhereIsNotTaken() throws Exception {
        assertIs(ReasonCode.MALFORMED, "directory-lies", refused(PATIENT, (question, out) -> {
            out.write(user(question.id(), "a"));
            out.write(entry(question.id(), "CN=b,DC=example", "cn", bytes("b")));
            out.write(done(question.id(), 0, ""));
        }));
        assertEquals(List.of(), taken);
    }

    @Test
    void aPageHasNoMoreThanWasAsked() throws Exception {
        assertIs(ReasonCode.MALFORMED, "directory-lies", refused(PATIENT, (question, out) -> {
            for (int i = 0; i < 300; i++) {
                out.write(user(question.id(), "a" + i));
            }
            out.write(done(question.id(), 0, ""));
        }));
    }

    @Test
    void ofSeveralThatFitOneIsTakenWhereOneWasAsked() throws Exception {
        try (LyingController controller = new LyingController((question, out) -> {
            out.write(user(question.id(), "a"));
            out.write(user(question.id(), "b"));
            out.write(done(question.id(), 0, ""));
        })) {
            read(controller, PATIENT, ASKED.ofOne());
            assertEquals(List.of("a"), taken.stream().map(e -> e.text("cn")).toList());
        }
    }

    @Test
    void noReferralIsFollowed() throws Exception {
        try (LyingController controller = new LyingController((question, out) -> {
            String itself = "ldap://localhost:" + "/" + HEAD;
            out.write(user(question.id(), "a"));
            out.write(reference(question.id(), itself));
            out.write(reference(question.id(), itself));
            out.write(done(question.id(), 0, ""));
        })) {
            read(controller, PATIENT, ASKED);
            assertEquals(1, taken.size());
            assertEquals(1, controller.connections());
            assertEquals(1, controller.questions());
        }
        try (LyingController controller =
                new LyingController((question, out) -> out.write(done(question.id(), 10, "")))) {
            read(controller, PATIENT, ASKED);
            assertEquals(1, controller.questions());
        }
    }

    @Test
    void hugeValuesAreHungUpOn() throws Exception {
        assertIs(ReasonCode.TOO_LARGE, "directory-too-much", refused(PATIENT, (question, out) -> {
            out.write(entry(question.id(), "CN=a," + HEAD, "cn", new byte[3 << 20]));
            out.write(done(question.id(), 0, ""));
        }));
        assertEquals(List.of(), taken);
    }

    @Test
    void aLengthThatIsNoneTakesNoMemory() throws Exception {
        assertIs(ReasonCode.NOT_PRESENT, "directory-broken-off", refused(PATIENT, (question, out) -> {
            out.write(new byte[] {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x02});
            out.close();
        }));
    }

    @Test
    void whoEndsInTheMiddleIsSaidToHaveEnded() throws Exception {
        assertIs(ReasonCode.NOT_PRESENT, "directory-broken-off", refused(PATIENT, (question, out) -> {
            out.write(user(question.id(), "a"));
            out.close();
        }));
        assertEquals(List.of(), taken);
    }

    @Test
    void aLargeGroupIsReadInParts() throws Exception {
        try (LyingController controller = new LyingController((question, out) -> {
            int id = question.id();
            String dn = "CN=g," + HEAD;
            if (question.has("range=1500-*")) {
                out.write(entry(id, dn, "member;range=1500-2999", values(1_500)));
            } else if (question.has("range=3000-*")) {
                out.write(entry(id, dn, "member;range=3000-*", values(7)));
            } else {
                out.write(entry(id, dn, "member;range=0-1499", values(1_500)));
            }
            out.write(done(id, 0, ""));
        })) {
            read(controller, PATIENT, ASKED);
            assertEquals(3_007, taken.getFirst().all("member").size());
            assertFalse(taken.getFirst().isCut());
        }
    }

    @Test
    void aGroupWithoutEndIsCutAndSaysSo() throws Exception {
        try (LyingController controller = new LyingController((question, out) -> {
            out.write(entry(question.id(), "CN=g," + HEAD, "member;range=0-0", values(1)));
            out.write(done(question.id(), 0, ""));
        })) {
            read(controller, PATIENT, ASKED);
            assertTrue(taken.getFirst().isCut());
            assertTrue(controller.questions() < 100, "asked " + controller.questions() + " times");
        }
    }

    /** A reader of the JDK's takes them apart: whatever it makes of them, the reading ends and says why. */
    @Test
    void damagedAnswersAreRefusedOrRead() throws Exception {
        Random random = new Random(11);
        int refused = 0;
        try (LyingController controller = new LyingController((question, out) -> {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer.writeBytes(entry(question.id(), "CN=g," + HEAD, "member;range=0-1", values(2)));
            answer.writeBytes(user(question.id(), "a"));
            answer.writeBytes(reference(question.id(), "ldap://localhost/" + HEAD));
            answer.writeBytes(done(question.id(), 0, ""));
            byte[] damaged = answer.toByteArray();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            out.write(damaged, 0, random.nextInt(4) == 0 ? random.nextInt(damaged.length) : damaged.length);
            out.close();
        })) {
            for (int i = 0; i < 150; i++) {
                try {
                    read(controller, PATIENT, ASKED);
                } catch (Refused e) {
                    refused++;
                    assertTrue(e.what().length() < 2_000, e.what());
                }
            }
        }
        assertTrue(refused > 50, refused + " refused");
    }

    private static byte[][] values(int count) {
        byte[][] values = new byte[count][];
        for (int i = 0; i < count; i++) {
            values[i] = bytes("CN=u" + i + "," + HEAD);
        }
        return values;
    }

    @Test
    void whoDoesNotProveItselfIsNotAsked() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (LyingController controller = new LyingController((question, out) -> asked.countDown())) {
            Refused refused = assertThrows(
                    Refused.class,
                    () -> LdapDirectory.connect(
                            "localhost",
                            "mairie.example",
                            controller.port(),
                            Optional.empty(),
                            GssSasl.NAME,
                            ComputerLogin.nobody(),
                            IMPATIENT,
                            page -> {}));
            assertTrue(refused.what().startsWith("directory-"), refused.what());
            assertEquals(1, asked.getCount());
        }
    }

    @Test
    void whoTakesNoConnectionIsPassedOver() throws Exception {
        Membership domain = new Membership("mairie.example", Membership.Role.MEMBER);
        try (ServerSocket open = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.2"))) {
            int port = open.getLocalPort();
            assertEquals(List.of("127.0.0.2"), domain.answering(List.of("127.0.0.3", "127.0.0.2"), port));
            Refused none = assertThrows(Refused.class, () -> domain.answering(List.of("127.0.0.3"), port));
            assertIs(ReasonCode.NOT_PRESENT, "directory-none-answers", none);
        }
    }
}
