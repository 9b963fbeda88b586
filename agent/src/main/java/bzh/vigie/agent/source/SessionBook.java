package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Sessions.Connection;
import bzh.vigie.agent.host.Sessions.UserSession;
import bzh.vigie.agent.source.HostStates.Told;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What changed between two lists of sessions: one that a user has began, ended, was disconnected or taken up again;
 * and another user at the console while the session of the one before goes on, which is fast user switching and told as that
 * alone. Lock and unlock are not told: they are
 * people's hours of work. The first list tells nothing. None of it is a logon: those are records of the log (decision 0016). Not thread-safe.
 */
final class SessionBook {
    private static final int MAX_WORDS = 120;

    private Map<Integer, UserSession> before = new TreeMap<>();
    private Optional<UserSession> atConsole = Optional.empty();
    private boolean begun;

    /** What is to be told of this list. */
    List<Told> take(List<UserSession> sessions, OptionalInt console) {
        Map<Integer, UserSession> now = new TreeMap<>();
        sessions.stream().filter(each -> !each.user().isEmpty()).forEach(each -> now.put(each.id(), each));
        List<Told> told = new ArrayList<>();
        if (begun) {
            Set<Integer> switched = switched(now, console, told);
            now.forEach((id, each) -> changed(before.get(id), each, switched.contains(id), told));
            before.forEach((id, each) -> {
                if (!isSame(each, now.get(id))) {
                    told.add(told("state-session-ended", each));
                }
            });
        }
        begun = true;
        if (console.isPresent() && now.containsKey(console.getAsInt())) {
            atConsole = Optional.of(now.get(console.getAsInt()));
        } else {
            // While the logon screen is there, whoever had the console before may come to be the one who is switched
            // from.
            atConsole = atConsole.filter(each -> isSame(each, now.get(each.id())));
        }
        before = now;
        return told;
    }

    private static boolean isSame(UserSession each, @Nullable UserSession other) {
        return other != null && each.id() == other.id() && each.user().equals(other.user());
    }

    /** The sessions of which the switch says enough. */
    private Set<Integer> switched(Map<Integer, UserSession> now, OptionalInt console, List<Told> told) {
        Set<Integer> both = new HashSet<>();
        if (console.isPresent() && atConsole.isPresent() && now.containsKey(console.getAsInt())) {
            UserSession next = now.get(console.getAsInt());
            UserSession last = atConsole.get();
            UserSession goesOn = now.get(last.id());
            if (next.id() != last.id()
                    && goesOn != null
                    && isSame(last, goesOn)
                    && goesOn.connection() == Connection.DISCONNECTED) {
                told.add(new Told(
                        AgentAction.USER_SWITCHED,
                        StartKind.SAME_BOOT,
                        SourceText.detail("state-user-switched", next.id(), who(next), last.id(), who(last))));
                both.add(next.id());
                both.add(last.id());
            }
        }
        return both;
    }

    private static void changed(@Nullable UserSession was, UserSession is, boolean switched, List<Told> told) {
        if (was == null || !isSame(was, is)) {
            told.add(new Told(
                    AgentAction.SESSION_CHANGED,
                    StartKind.SAME_BOOT,
                    SourceText.detail("state-session-began", is.id(), who(is), where(is))));
            return;
        }
        boolean wasAway = was.connection() == Connection.DISCONNECTED;
        boolean isAway = is.connection() == Connection.DISCONNECTED;
        if (!switched && isAway && !wasAway) {
            told.add(told("state-session-disconnected", is));
        }
        if (!switched && wasAway && !isAway) {
            told.add(new Told(
                    AgentAction.SESSION_CHANGED,
                    StartKind.SAME_BOOT,
                    SourceText.detail("state-session-reconnected", is.id(), who(is), where(is))));
        }
    }

    private static Told told(String key, UserSession session) {
        return new Told(
                AgentAction.SESSION_CHANGED, StartKind.SAME_BOOT, SourceText.detail(key, session.id(), who(session)));
    }

    private static String who(UserSession session) {
        return Printable.line(session.user(), MAX_WORDS);
    }

    /** Such as {@code Console} or {@code RDP-Tcp#3, PC-ANNE}. */
    private static String where(UserSession session) {
        String station = session.station().isEmpty() ? "-" : session.station();
        return Printable.line(session.client().isEmpty() ? station : station + ", " + session.client(), MAX_WORDS);
    }
}
