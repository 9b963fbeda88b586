package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.logon.LogonAttempt.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@link LogonJudge} should say, worked out from the whole history each time, with no bound. */
final class NaiveLogons {
    private static final long DAY = Duration.ofDays(1).toMillis();

    /** A success from one of its origins, as it was taken in. */
    private static final class Use {
        final String account;
        final Origin origin;
        long first;
        boolean learnt;
        boolean told;
        String session;

        Use(String account, Origin origin, long first, boolean learnt, boolean told, String session) {
            this.account = account;
            this.origin = origin;
            this.first = first;
            this.learnt = learnt;
            this.told = told;
            this.session = session;
        }

        boolean old(long time, String host) {
            return told || time - first >= DAY || (learnt && session.startsWith(host + "/"));
        }
    }

    private record Good(String account, Origin origin, long time, boolean onlyMany) {}

    private final List<Use> uses = new ArrayList<>();
    private final Set<String> atHomeIn = new HashSet<>();
    private final Set<String> administrators = new HashSet<>();
    private final List<LogonAttempt> failures = new ArrayList<>();
    private final List<Good> goods = new ArrayList<>();
    private final Map<String, List<Long>> arrivals = new HashMap<>();

    /** Rule and cause of what a reading shows. */
    List<String> take(LogonReading reading) {
        return switch (reading) {
            case LogonReading.Attempted(LogonAttempt attempt) ->
                attempt.outcome() == Outcome.SUCCESS
                        ? success(attempt)
                        : attempt.outcome().isGuess() && attempt.kind() != LogonKind.CONSOLE
                                ? failure(attempt)
                                : List.of();
            case LogonReading.Privileged who -> privileged(who);
            case LogonReading.Connected ignored -> List.of();
            case LogonReading.LeftOut ignored -> List.of();
        };
    }

    private List<String> failure(LogonAttempt attempt) {
        failures.add(attempt);
        Origin origin = attempt.origins().getFirst();
        List<String> found = new ArrayList<>();
        for (Good good : List.copyOf(goods)) {
            if (good.origin().equals(origin) && goods.contains(good) && guessed(good)) {
                found.add(LogonJudge.AFTER_FAILURES + " " + origin.text() + "|" + good.account());
                goods.removeIf(
                        each -> each.origin().equals(origin) && each.account().equals(good.account()));
                use(good.account(), origin, attempt.at(good.time()), false, true);
            }
        }
        return found;
    }

    private boolean guessed(Good good) {
        for (String witness :
                failures.stream().map(LogonAttempt::witness).distinct().toList()) {
            List<LogonAttempt> here = failures.stream()
                    .filter(each -> each.witness().equals(witness)
                            && each.origins().getFirst().equals(good.origin()))
                    .toList();
            long own = here.stream()
                    .filter(each -> each.key().equals(good.account())
                            && each.millis() <= good.time()
                            && good.time() - each.millis() <= 600_000)
                    .count();
            List<LogonAttempt> around = here.stream()
                    .filter(each -> Math.abs(each.millis() - good.time()) <= 3_600_000
                            && (each.key().equals(good.account()) || !seen(each.key(), good.origin())))
                    .toList();
            long accounts = around.stream().map(LogonAttempt::key).distinct().count();
            if ((own >= 5 && !good.onlyMany()) || (around.size() >= 10 && accounts >= 5)) {
                return true;
            }
        }
        return false;
    }

    private boolean seen(String account, Origin origin) {
        return atHomeIn.contains(account + "|" + origin.group())
                || uses.stream().anyMatch(each -> each.account.equals(account) && each.origin.equals(origin));
    }

    private List<String> success(LogonAttempt attempt) {
        String account = attempt.key();
        long now = attempt.millis();
        List<Long> before = arrivals.computeIfAbsent(attempt.host() + attempt.log(), ignored -> new ArrayList<>());
        before.add(now);
        long days = 1;
        long latest = before.getFirst() / DAY;
        for (long each : before) {
            days += each / DAY > latest ? 1 : 0;
            latest = Math.max(latest, each / DAY);
        }
        boolean learns = now - before.getFirst() < 14 * DAY || days < 5;
        boolean administrator = attempt.superuser() || administrators.contains(account + "|" + attempt.host());
        boolean fromInternet = attempt.origins().getFirst().isPublic();
        boolean known = false;
        for (Origin origin : fromInternet ? List.of(attempt.origins().getFirst()) : attempt.origins()) {
            boolean group = atHomeIn.contains(account + "|" + origin.group());
            known |= (group && !(administrator && origin.isPublic()))
                    || uses.stream()
                            .anyMatch(each -> each.account.equals(account)
                                    && each.origin.equals(origin)
                                    && each.old(now, attempt.host()));
        }
        List<String> found = new ArrayList<>();
        if (!known && attempt.kind() != LogonKind.CONSOLE) {
            for (Origin origin : attempt.origins()) {
                if (found.isEmpty()) {
                    Good good = new Good(account, origin, now, innocent(attempt, origin, learns));
                    if (guessed(good)) {
                        found.add(LogonJudge.AFTER_FAILURES + " " + origin.text() + "|" + account);
                    } else {
                        goods.add(good);
                    }
                }
            }
        }
        String first = attempt.origins().getFirst().text();
        boolean remote = attempt.kind() == LogonKind.RDP || attempt.kind() == LogonKind.SSH;
        boolean desktopFromInternet = fromInternet && attempt.kind() == LogonKind.RDP;
        boolean learning = learns && !desktopFromInternet;
        if (!known && found.isEmpty() && !learning && attempt.kind() != LogonKind.LOCAL) {
            if (administrator) {
                found.add(LogonJudge.ADMINISTRATOR + " " + attempt.account() + "|" + first);
            } else if (desktopFromInternet) {
                found.add(LogonJudge.FROM_INTERNET + " " + first + "|day " + now / DAY);
            } else if (remote) {
                found.add(LogonJudge.NEW_SOURCE + " " + first + "|day " + now / DAY);
            }
        }
        for (Origin origin : attempt.origins()) {
            use(account, origin, attempt, learns && found.isEmpty(), !found.isEmpty());
        }
        if (attempt.kind() == LogonKind.LOCAL && attempt.superuser()) {
            administrators.add(attempt.subject() + "|" + attempt.host());
        }
        return found;
    }

    private boolean innocent(LogonAttempt attempt, Origin origin, boolean learns) {
        boolean person = attempt.kind() == LogonKind.SSH || attempt.kind() == LogonKind.LOCAL;
        boolean network = origin.type() == Origin.Type.ADDRESS
                && (atHomeIn.contains(attempt.key() + "|" + origin.group())
                        || uses.stream()
                                .anyMatch(each -> each.account.equals(attempt.key())
                                        && each.old(attempt.millis(), attempt.host())
                                        && each.origin.group().equals(origin.group())));
        return !person && !origin.isPublic() && (learns || (attempt.origins().size() == 1 && network));
    }

    private void use(String account, Origin origin, LogonAttempt attempt, boolean learnt, boolean told) {
        long now = attempt.millis();
        String home = account + "|" + origin.group();
        if (atHomeIn.contains(home) && !origin.isPublic()) {
            return;
        }
        String session = attempt.host() + "/" + attempt.logonId();
        Use use = uses.stream()
                .filter(each -> each.account.equals(account) && each.origin.equals(origin))
                .findFirst()
                .orElse(null);
        if (use == null) {
            uses.add(new Use(account, origin, now, learnt, told, session));
        } else {
            boolean old = use.old(now, attempt.host());
            use.session = old ? use.session : session;
            use.learnt = old ? use.learnt : learnt;
            uses.remove(use);
            uses.add(use);
            use.first = Math.min(use.first, now);
            use.told |= told && !use.learnt;
        }
        long old = uses.stream()
                .filter(each -> each.account.equals(account)
                        && each.origin.group().equals(origin.group())
                        && each.old(now, attempt.host()))
                .count();
        int enough = origin.type() == Origin.Type.ADDRESS && !origin.isPublic() ? 4 : 6;
        if (origin.type() != Origin.Type.USER && old >= enough) {
            atHomeIn.add(home);
        }
    }

    private List<String> privileged(LogonReading.Privileged who) {
        administrators.add(who.account() + "|" + who.host());
        String session = who.host() + "/" + who.logonId();
        List<String> found = new ArrayList<>();
        for (Use each : uses) {
            boolean gone = atHomeIn.contains(each.account + "|" + each.origin.group()) && !each.origin.isPublic();
            if (!gone
                    && each.account.equals(who.account())
                    && each.session.equals(session)
                    && !each.old(who.time().toEpochMilli(), who.host())) {
                each.told = true;
                found.add(LogonJudge.ADMINISTRATOR + " " + who.account() + "|" + each.origin.text());
            }
        }
        return found.isEmpty() ? found : found.subList(0, 1);
    }
}
