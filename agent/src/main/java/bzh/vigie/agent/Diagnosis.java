package bzh.vigie.agent;

import bzh.vigie.agent.source.CoverageLedger.Watched;
import bzh.vigie.agent.source.ProgramSource;
import bzh.vigie.agent.spool.LostEvents;
import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.agent.uplink.Notice;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import bzh.vigie.v1.GoodbyeReason;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether the agent does its work, for somebody who is no technician, and what to tell one. What is true of a machine's files and
 * events is not said here: an agent that works says nothing about whether an attacker is there.
 *
 * @param remarks the gravest first
 */
record Diagnosis(Verdict verdict, List<Remark> remarks) {
    private static final Duration NOTICEABLE_SKEW = Duration.ofMinutes(5);
    private static final int MOST_NAMED = 12;
    private static final int LONGEST = 600;

    Diagnosis {
        remarks = List.copyOf(remarks);
    }

    /** In one word. Closed; has a sentence {@code Verdict.NAME} in both languages. */
    enum Verdict {
        WORKS,
        /** It works, and part of the machine is not watched. */
        IN_PART,
        /** It watches, and is not in touch with its collector. */
        UNHEARD,
        /** It watches, and its collector takes nothing from it, until somebody decides otherwise. */
        REFUSED,
        /** It will work by itself, or when somebody elsewhere has decided. */
        WAITING,
        NOT_WORKING
    }

    /**
     * One thing to know.
     *
     * @param says in plain words, of one line
     * @param tell what a technician wants to hear, of one line; empty where there is nothing to tell
     */
    record Remark(Plain plain, String says, String tell) {}

    /** Of an agent that wrote this status. */
    static Diagnosis of(Status status, boolean running, Words words) {
        if (!running) {
            List<Remark> remarks = new ArrayList<>();
            remarks.add(new Remark(Plain.STOPPED, words.of(Plain.STOPPED), words.say("tell.stopped")));
            // What it said last: without the file it does not start again.
            program(status.sources(), words).ifPresent(remarks::add);
            return new Diagnosis(Verdict.NOT_WORKING, remarks);
        }
        List<Remark> remarks = new ArrayList<>();
        Verdict verdict = link(status.link(), words, remarks);
        boolean anyOff = sources(status.sources(), words, remarks)
                || status.notices().stream().anyMatch(each -> each.kind() == Notice.Kind.SPOOL_STUCK);
        clock(status.link(), words, remarks);
        lost(status.lost(), words, remarks);
        status.notices().forEach(notice -> notice(notice, words, remarks));
        return new Diagnosis(verdict == Verdict.WORKS && anyOff ? Verdict.IN_PART : verdict, remarks);
    }

    /** Of a machine that is not enrolled; whether it tries again by itself ({@link SetupFile}). */
    static Diagnosis notEnrolled(Optional<LastEnrolment> last, boolean triesAgain, Words words) {
        if (last.isEmpty()) {
            return new Diagnosis(
                    Verdict.NOT_WORKING,
                    List.of(new Remark(
                            Plain.NOT_ENROLLED, words.of(Plain.NOT_ENROLLED), words.say("tell.not-enrolled"))));
        }
        LastEnrolment attempt = last.get();
        List<Remark> remarks = new ArrayList<>();
        remarks.add(new Remark(attempt.plain(), words.of(attempt.plain()), attempt.why(words)));
        attempt.attempts().forEach(each -> remarks.add(failed(each.collector(), each.kind(), each.detail(), words)));
        boolean waits = attempt.plain() == Plain.ENROLMENT_WAITS && triesAgain;
        return new Diagnosis(waits ? Verdict.WAITING : Verdict.NOT_WORKING, remarks);
    }

    /** Of one that never ran since it was enrolled. */
    static Diagnosis notYetRun(Words words) {
        return new Diagnosis(
                Verdict.NOT_WORKING,
                List.of(new Remark(Plain.NOT_YET_RUN, words.of(Plain.NOT_YET_RUN), words.say("tell.stopped"))));
    }

    /** Of one that cannot run. */
    static Diagnosis cannotRun(String why, Words words) {
        return new Diagnosis(
                Verdict.NOT_WORKING,
                List.of(new Remark(Plain.CANNOT_RUN, words.of(Plain.CANNOT_RUN), Printable.line(why, LONGEST))));
    }

    private static Verdict link(Status.Link link, Words words, List<Remark> remarks) {
        String collector = Printable.clean(link.collector());
        return switch (link.word()) {
            case "connected" -> Verdict.WORKS;
            case "connecting" -> {
                remarks.add(new Remark(Plain.CONNECTING, words.say("Plain.CONNECTING", collector), ""));
                yield Verdict.UNHEARD;
            }
            case "stopped" -> {
                remarks.add(new Remark(Plain.STOPPED, words.of(Plain.STOPPED), words.say("tell.stopped")));
                yield Verdict.NOT_WORKING;
            }
            case "failed" -> {
                kind(link.reason()).ifPresent(kind -> remarks.add(failed(collector, kind, link.detail(), words)));
                yield Verdict.UNHEARD;
            }
            default -> dismissed(link, collector, words, remarks);
        };
    }

    /** The status may have been written by an agent of another version. */
    private static Optional<LinkException.Kind> kind(String word) {
        return Arrays.stream(LinkException.Kind.values())
                .filter(kind -> kind.name().equals(constant(word)))
                .findFirst();
    }

    private static Remark failed(String collector, LinkException.Kind kind, String detail, Words words) {
        Plain plain = switch (kind) {
            case UNKNOWN_NAME, UNREACHABLE, TIMED_OUT -> Plain.NO_ANSWER;
            case NO_NETWORK -> Plain.NO_NETWORK;
            case PROXY_UNKNOWN,
                    PROXY_UNREACHABLE,
                    PROXY_SILENT,
                    PROXY_CUT,
                    PROXY_NOT_HTTP,
                    PROXY_ENDLESS,
                    PROXY_REFUSED,
                    PROXY_CANNOT_REACH -> Plain.PROXY;
            case PROXY_WANTS_PASSWORD,
                    PROXY_LOGIN_REFUSED,
                    PROXY_ACCOUNT_REFUSED,
                    PROXY_LOGIN_IMPOSSIBLE,
                    PROXY_ONLY_NTLM,
                    PROXY_NOT_NAMED,
                    PROXY_OTHER_LOGIN -> Plain.PROXY_LOGIN;
            case OTHER_AUTHORITY, TLS_TOO_OLD -> Plain.OPENED;
            case TLS_BROKEN, TLS_REFUSED -> Plain.CUT_ON_THE_WAY;
            case NOT_TLS, WRONG_PROTOCOL -> Plain.NOT_A_COLLECTOR;
            case WRONG_CERTIFICATE -> Plain.COLLECTOR_CERTIFICATE;
            case CUT, BAD_FRAME, TOO_SLOW -> Plain.COLLECTOR_TROUBLE;
        };
        return new Remark(
                plain,
                words.say("Plain." + plain.name(), Printable.clean(collector)),
                Printable.clean(collector)
                        + words.say("tell.colon")
                        + words.say("Kind." + kind.name(), words.detail(detail)));
    }

    private static Verdict dismissed(Status.Link link, String collector, Words words, List<Remark> remarks) {
        GoodbyeReason reason = goodbye(link.word());
        Plain plain = switch (reason) {
            case GOODBYE_REASON_EXPIRED -> Plain.RENEWING;
            case GOODBYE_REASON_REVOKED -> Plain.REVOKED;
            case GOODBYE_REASON_UNKNOWN -> Plain.UNKNOWN_HERE;
            case GOODBYE_REASON_QUARANTINED -> Plain.TWO_MACHINES;
            case GOODBYE_REASON_NEEDS_APPROVAL -> Plain.NEEDS_APPROVAL;
            case GOODBYE_REASON_TOO_NEW -> Plain.COLLECTOR_TOO_OLD;
            case GOODBYE_REASON_OVERLOADED, GOODBYE_REASON_STOPPING, GOODBYE_REASON_REPLACED -> Plain.COLLECTOR_BUSY;
            case GOODBYE_REASON_BAD_FRAME, GOODBYE_REASON_UNSPECIFIED, UNRECOGNIZED -> Plain.SENT_AWAY;
        };
        boolean passes = plain == Plain.RENEWING || plain == Plain.COLLECTOR_BUSY;
        remarks.add(new Remark(
                plain,
                words.say("Plain." + plain.name(), collector),
                passes ? "" : collector + words.say("tell.colon") + words.of(reason)));
        return switch (plain) {
            case NEEDS_APPROVAL, REVOKED, UNKNOWN_HERE, TWO_MACHINES -> Verdict.REFUSED;
            default -> Verdict.UNHEARD;
        };
    }

    private static GoodbyeReason goodbye(String word) {
        try {
            return GoodbyeReason.valueOf("GOODBYE_REASON_" + constant(word));
        } catch (IllegalArgumentException e) {
            return GoodbyeReason.UNRECOGNIZED;
        }
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** What is wrong with the files that the agent is made of. */
    private static Optional<Remark> program(List<Watched> sources, Words words) {
        return sources.stream()
                .filter(Diagnosis::isOfProgram)
                .map(each -> {
                    Plain plain = each.reason() == ReasonCode.BLOCKED ? Plain.ANTIVIRUS : Plain.FILES_GONE;
                    return new Remark(plain, words.of(plain), why(each, words));
                })
                .findFirst();
    }

    private static boolean isOfProgram(Watched source) {
        return source.source().equals(ProgramSource.ID)
                && (source.reason() == ReasonCode.BLOCKED || source.reason() == ReasonCode.NOT_PRESENT);
    }

    /** Whether one is off that could be on. */
    private static boolean sources(List<Watched> sources, Words words, List<Remark> remarks) {
        Optional<Remark> program = program(sources, words);
        program.ifPresent(remarks::add);
        List<Watched> off = sources.stream()
                .filter(each -> each.state() == WatchState.DOWN && !isOfProgram(each))
                .toList();
        if (!off.isEmpty()) {
            remarks.add(new Remark(Plain.SOURCES_OFF, words.say("Plain.SOURCES_OFF", off.size()), named(off, words)));
        }
        List<Watched> partly = sources.stream()
                .filter(each -> each.state() == WatchState.PARTIAL && !isOfProgram(each))
                .toList();
        if (!partly.isEmpty()) {
            remarks.add(new Remark(
                    Plain.SOURCES_IN_PART, words.say("Plain.SOURCES_IN_PART", partly.size()), named(partly, words)));
        }
        return !off.isEmpty() || program.isPresent();
    }

    private static String named(List<Watched> sources, Words words) {
        String all = sources.stream()
                .limit(MOST_NAMED)
                .map(each -> Printable.line(each.source(), 64) + " (" + why(each, words) + ")")
                .collect(Collectors.joining(" ; "));
        return sources.size() <= MOST_NAMED ? all : all + " …";
    }

    private static String why(Watched source, Words words) {
        String detail = source.detail().isEmpty()
                ? ""
                : Printable.line(SourceText.say(source.detail(), words.locale()), LONGEST);
        if (source.reason() == ReasonCode.NONE) {
            return detail.isEmpty() ? words.of(source.state()) : detail;
        }
        return detail.isEmpty()
                ? words.of(source.reason())
                : words.say("status.why", words.of(source.reason()), detail);
    }

    private static void clock(Status.Link link, Words words, List<Remark> remarks) {
        if (link.skewMicros().isEmpty()) {
            return;
        }
        Duration ahead = Duration.of(-link.skewMicros().getAsLong(), ChronoUnit.MICROS);
        Duration off = ahead.abs();
        if (off.compareTo(NOTICEABLE_SKEW) > 0) {
            remarks.add(new Remark(
                    Plain.CLOCK,
                    words.of(Plain.CLOCK),
                    // Whole minutes: what is measured differs by milliseconds each time.
                    words.say(
                            ahead.isNegative() ? "status.clock-behind" : "status.clock-ahead",
                            off.toDays(),
                            off.toHoursPart(),
                            off.toMinutesPart(),
                            0)));
        }
    }

    private static void lost(List<LostEvents> lost, Words words, List<Remark> remarks) {
        if (!lost.isEmpty()) {
            remarks.add(new Remark(
                    Plain.LOST,
                    words.of(Plain.LOST),
                    lost.stream()
                            .map(LostEvents::reason)
                            .distinct()
                            .sorted()
                            .map(reason -> words.say("Lost." + reason.name()))
                            .collect(Collectors.joining(" "))));
        }
    }

    private static void notice(Notice notice, Words words, List<Remark> remarks) {
        Optional<Plain> plain = switch (notice.kind()) {
            case SPOOL_STUCK -> Optional.of(Plain.DISK);
            case DISK_LOW -> Optional.of(Plain.DISK_LOW);
            case COLLECTOR_EXPIRED -> Optional.of(Plain.COLLECTOR_EXPIRED);
            case ROLLED_BACK -> Optional.of(Plain.SET_BACK);
            // Of use to who reads the whole status.
            case WATCHLIST_NOT_USED,
                    SWEEP_NOT_MADE,
                    POLICY_IGNORED,
                    COLLECTOR_SET_BACK,
                    RENEWAL_UNUSABLE,
                    RENEWED,
                    ACKNOWLEDGED_UNSENT -> Optional.empty();
        };
        plain.ifPresent(known -> remarks.add(new Remark(
                known, words.of(known), words.say("Notice." + notice.kind().name(), words.detail(notice.detail())))));
    }

    /** The lines to print: the verdict, then each thing to know with what to tell. */
    List<String> lines(Words words) {
        List<String> lines = new ArrayList<>();
        lines.add(words.of(verdict));
        for (Remark remark : remarks) {
            lines.add("  " + remark.says());
            if (!remark.tell().isEmpty()) {
                lines.add("    " + words.say("tell.technician", remark.tell()));
            }
        }
        return lines;
    }
}
