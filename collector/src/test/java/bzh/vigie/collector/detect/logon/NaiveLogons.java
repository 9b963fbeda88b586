package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.logon.LogonAttempt.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What {@link LogonJudge} should say, worked out from the whole history each time, with no bound. */
final class NaiveLogons {
    private static final long DAY = Duration.ofDays(1).toMillis();

    /** Successes from one of its origins, as one host told them. */
    private static final class Use {
        final String account;
        final Origin origin;
        final String host;
        long first;
        boolean learnt;
        boolean told;
        String logonId;

        Use(String account, Origin origin, String host, long first, boolean learnt, boolean told, String logonId) {
            this.account = account;
            this.origin = origin;
            this.host = host;
            this.first = first;
            this.learnt = learnt;
            this.told = told;
            this.logonId = logonId;
        }

        boolean old(long time) {
            return time - first >= DAY;
        }
    }

    private Stream<Use> uses(String account, Origin origin) {
        return uses.stream().filter(each -> each.account.equals(account) && each.origin.equals(origin));
    }

    private boolean settled(String account, Origin origin, long time, String host) {
        return uses(account, origin)
                        .anyMatch(each -> each.host.equals(host) && (each.told || each.learnt || each.old(time)))
                || uses(account, origin)
                                .filter(each -> !each.host.equals(host) && each.old(time))
                                .count()
                        > 1;
    }

    private boolean atHome(String account, Origin origin, String host) {
        String home = account + "|" + origin.group() + "|";
        return atHomeIn.contains(home) || atHomeIn.contains(home + host);
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
        for (Good good : goods.stream()
                .filter(each -> each.origin().equals(origin) && guessed(each, attempt.host()))
                .toList()) {
            if (goods.contains(good)) {
                found.add(LogonJudge.AFTER_FAILURES + " " + origin.text() + "|" + good.account());
                goods.removeIf(
                        each -> each.origin().equals(origin) && each.account().equals(good.account()));
                use(good.account(), origin, attempt, false, true);
            }
        }
        return found;
    }

    private boolean guessed(Good good, String host) {
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
                            && (each.key().equals(good.account()) || !seen(each.key(), good.origin(), host)))
                    .toList();
            long accounts = around.stream().map(LogonAttempt::key).distinct().count();
            if ((own >= 5 && !good.onlyMany()) || (around.size() >= 10 && accounts >= 5)) {
                return true;
            }
        }
        return false;
    }

    private boolean seen(String account, Origin origin, String host) {
        return atHome(account, origin, host)
                || uses(account, origin).anyMatch(each -> each.host.equals(host))
                || uses(account, origin).count() > 1;
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
        boolean toldBefore = false;
        for (Origin origin : fromInternet ? List.of(attempt.origins().getFirst()) : attempt.origins()) {
            known |= (atHome(account, origin, attempt.host()) && !(administrator && origin.isPublic()))
                    || settled(account, origin, now, attempt.host());
            toldBefore |= uses(account, origin).anyMatch(each -> each.told);
        }
        List<String> found = new ArrayList<>();
        if (!known && attempt.kind() != LogonKind.CONSOLE) {
            List<Origin> toldFirst = new ArrayList<>(attempt.origins());
            toldFirst.sort(Comparator.comparing(origin -> uses(account, origin).noneMatch(each -> each.told)));
            for (Origin origin : toldFirst) {
                if (found.isEmpty()) {
                    Good good = new Good(account, origin, now, innocent(attempt, origin, learns));
                    if (guessed(good, attempt.host())) {
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
            } else if (remote && !toldBefore) {
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
                && (atHome(attempt.key(), origin, attempt.host())
                        || uses.stream()
                                .anyMatch(each -> each.account.equals(attempt.key())
                                        && each.origin.group().equals(origin.group())
                                        && settled(attempt.key(), each.origin, attempt.millis(), attempt.host())));
        boolean familiar = uses(attempt.key(), origin).anyMatch(each -> each.old(attempt.millis()));
        return !person
                && !origin.isPublic()
                && (learns || familiar || (attempt.origins().size() == 1 && network));
    }

    private void use(String account, Origin origin, LogonAttempt attempt, boolean learnt, boolean told) {
        long now = attempt.millis();
        String home = account + "|" + origin.group() + "|";
        if (atHomeIn.contains(home) && !origin.isPublic()) {
            return;
        }
        Use use = uses(account, origin)
                .filter(each -> each.host.equals(attempt.host()))
                .findFirst()
                .orElse(null);
        if (use == null) {
            use = new Use(account, origin, attempt.host(), now, learnt, told, attempt.logonId());
            uses.add(use);
        } else {
            boolean settled = use.told || use.learnt || use.old(now);
            use.logonId = settled ? use.logonId : attempt.logonId();
            use.first = Math.min(use.first, now);
            use.told |= told && !use.learnt;
            use.learnt |= learnt && !use.told;
        }
        List<Use> last = uses(account, origin).toList();
        uses.removeAll(last);
        uses.addAll(last);
        List<Origin> group = uses.stream()
                .filter(each ->
                        each.account.equals(account) && each.origin.group().equals(origin.group()))
                .map(each -> each.origin)
                .distinct()
                .toList();
        int enough = origin.type() == Origin.Type.ADDRESS && !origin.isPublic() ? 4 : 6;
        if (origin.type() == Origin.Type.USER) {
            return;
        }
        boolean everywhere = uses.stream()
                .filter(each -> each.account.equals(account) && group.contains(each.origin))
                .map(each -> each.host)
                .distinct()
                .allMatch(host -> group.stream()
                                .filter(each -> uses(account, each)
                                        .anyMatch(other -> !other.host.equals(host) && other.old(now)))
                                .count()
                        >= enough);
        if (everywhere) {
            atHomeIn.add(home);
        } else if (group.stream()
                        .filter(each -> settled(account, each, now, attempt.host()))
                        .count()
                >= enough) {
            atHomeIn.add(home + attempt.host());
        }
    }

    private List<String> privileged(LogonReading.Privileged who) {
        administrators.add(who.account() + "|" + who.host());
        long now = who.time().toEpochMilli();
        List<String> found = new ArrayList<>();
        for (Use each : uses) {
            boolean gone = atHome(each.account, each.origin, who.host()) && !each.origin.isPublic();
            if (!gone
                    && each.account.equals(who.account())
                    && each.host.equals(who.host())
                    && each.logonId.equals(who.logonId())
                    && !settled(each.account, each.origin, now, who.host())) {
                each.told = true;
                found.add(LogonJudge.ADMINISTRATOR + " " + who.account() + "|" + each.origin.text());
            }
        }
        return found.isEmpty() ? found : found.subList(0, 1);
    }
}
