package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.Sessions.Connection;
import bzh.vigie.agent.host.Sessions.UserSession;
import bzh.vigie.text.SourceText;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The lists are invented, after what Windows documents of fast user switching: Wine has one session. */
class SessionBookTest {
    private static final UserSession SERVICES = new UserSession(0, Connection.DISCONNECTED, "Services", "", "");

    private final SessionBook book = new SessionBook();

    private static UserSession console(int id, String user) {
        return new UserSession(id, Connection.ACTIVE, "Console", user, "");
    }

    private static UserSession away(int id, String user) {
        return new UserSession(id, Connection.DISCONNECTED, "", user, "");
    }

    private List<String> look(int console, UserSession... sessions) {
        return book.take(List.of(sessions), OptionalInt.of(console)).stream()
                .map(told -> told.action() + " " + told.detail())
                .toList();
    }

    @Test
    void whatIsThereAtTheFirstLookIsNotNew() {
        assertEquals(List.of(), look(1, SERVICES, console(1, "anne")));
        assertEquals(List.of(), look(1, SERVICES, console(1, "anne")));
    }

    @Test
    void fastUserSwitchingIsToldAsThatAlone() {
        look(1, SERVICES, console(1, "anne"));
        assertEquals(
                List.of("SESSION_CHANGED state-session-disconnected|1|anne"),
                look(2, SERVICES, away(1, "anne"), console(2, "")),
                "the logon screen");
        assertEquals(
                List.of(
                        "USER_SWITCHED state-user-switched|2|bob|1|anne",
                        "SESSION_CHANGED state-session-began|2|bob|Console"),
                look(2, SERVICES, away(1, "anne"), console(2, "bob")));
        assertEquals(
                List.of("USER_SWITCHED state-user-switched|1|anne|2|bob"),
                look(1, SERVICES, console(1, "anne"), away(2, "bob")),
                "and back, between two looks");
        assertEquals(List.of(), look(1, SERVICES, console(1, "anne"), away(2, "bob")));
    }

    @Test
    void aLogoffAndAnotherLogonIsNoSwitch() {
        look(1, console(1, "anne"));
        assertEquals(List.of("SESSION_CHANGED state-session-ended|1|anne"), look(2, console(2, "")));
        assertEquals(List.of("SESSION_CHANGED state-session-began|2|bob|Console"), look(2, console(2, "bob")));
        assertEquals(
                List.of(
                        "SESSION_CHANGED state-session-began|2|carl|Console",
                        "SESSION_CHANGED state-session-ended|2|bob"),
                look(2, console(2, "carl")),
                "in a session of the same number");
    }

    @Test
    void remoteDesktopThatTakesTheConsolesSessionIsNoSwitch() {
        look(1, console(1, "anne"));
        UserSession remote = new UserSession(1, Connection.ACTIVE, "RDP-Tcp#3", "anne", "PC-PRESTA");
        assertEquals(List.of(), look(2, remote, console(2, "")));
        assertEquals(
                List.of("SESSION_CHANGED state-session-disconnected|1|anne"), look(2, away(1, "anne"), console(2, "")));
        assertEquals(
                List.of("SESSION_CHANGED state-session-reconnected|1|anne|RDP-Tcp#3, PC-PRESTA"),
                look(2, remote, console(2, "")));
    }

    @Test
    void theSentencesStandInBothLanguages() {
        String detail = SourceText.detail("state-user-switched", 2, "bob", 1, "anne");
        assertEquals(
                "At the console bob (session 2) took the place of anne, whose session 1 goes on: fast user switching.",
                SourceText.say(detail, Locale.ENGLISH));
        assertEquals(
                "À la console, bob (session 2) a pris la place de anne, dont la session 1 continue : changement rapide d’utilisateur.",
                SourceText.say(detail, Locale.FRENCH));
    }
}
