package bzh.vigie.collector.notify;

import bzh.vigie.collector.detect.finding.CalmDay;
import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.mail.SmtpClient;
import bzh.vigie.collector.mail.SmtpException;
import bzh.vigie.collector.mail.SmtpServer;
import bzh.vigie.collector.notify.Letters.Letter;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Mails alerts to people: returns at once, everything else of a severity gathered into a digest. A mail for each address is a letter, so
 * that one that is refused keeps nothing from the others.
 *
 * <p>What is sent to a domain of a commune, an attacker there may read. So the mail says nothing but that the console must be looked at
 * while an incident with that commune is open, whatever commune the alert is of; and otherwise where the alert is of that commune and a
 * return, high or critical, with which an incident begins. An incident is open until its closure has begun. It is asked again when a
 * letter is sent, since the incident may have been opened after it was written.
 */
final class MailSink implements Sink {
    private static final Set<String> RETURNS = Set.of("vigie-return", "vigie-suspected-return", "vigie-not-removed");
    /** Returns of one wave come together: the first at once, what follows within that time in one mail. */
    private static final Duration WAVE = Duration.ofMinutes(1);

    private final Parts parts;
    private final boolean digest;
    private Instant last = Instant.MIN;

    /**
     * What mails are made of.
     *
     * @param least of which severity the digest is at least
     * @param interval how long the digest gathers
     */
    record Parts(
            Store store,
            InstantSource clock,
            SmtpServer server,
            MailReaders readers,
            MailText text,
            Severity least,
            Duration interval) {}

    /** The digest, or what is sent at once. */
    MailSink(Parts parts, boolean digest) {
        this.parts = parts;
        this.digest = digest;
    }

    @Override
    public String name() {
        return digest ? "mail:digest" : "mail:returns";
    }

    @Override
    public int most() {
        return digest ? 1_000 : 100;
    }

    static boolean isReturn(Alert alert) {
        return RETURNS.contains(alert.rule());
    }

    @Override
    public boolean wants(Alert alert) {
        return digest ? !isReturn(alert) && alert.severity().compareTo(parts.least()) >= 0 : isReturn(alert);
    }

    @Override
    public Duration gathers(Alert first) {
        Instant due = digest ? first.time().plus(parts.interval()) : last.equals(Instant.MIN) ? last : last.plus(WAVE);
        Instant now = parts.clock().instant();
        return due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO;
    }

    @Override
    public void deliver(List<Numbered> alerts) {
        Instant now = parts.clock().instant();
        Map<String, List<Alert>> mails = new LinkedHashMap<>();
        for (Numbered each : alerts) {
            for (String address : parts.readers().of(each.alert().commune())) {
                mails.computeIfAbsent(address, key -> new ArrayList<>()).add(each.alert());
            }
        }
        long number = alerts.getLast().sequence();
        parts.store().change(session -> {
            Set<Commune> open = open(session, now);
            mails.forEach((address, told) -> {
                List<Alert> shown = told.stream()
                        .filter(each -> !hidden(address, each, open))
                        .map(each -> CalmDay.now(session, new Scope.All(), each))
                        .toList();
                byte[] mail = mail(address, number, now, shown, shown.size() < told.size());
                Letters.put(session, name(), Letter.fresh(number + " " + address, now, mail));
            });
        });
        last = now;
    }

    private byte[] mail(String to, long number, Instant now, List<Alert> shown, boolean more) {
        return parts.text()
                .mail(parts.server().from(), to, number, now, digest, shown, more)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The communes of incidents that are open. */
    private static Set<Commune> open(Store.Session session, Instant now) {
        Set<Commune> open = new HashSet<>();
        for (Incident each : session.incidents().list(new Scope.All())) {
            boolean closed = Phases.of(session.incidents().phases(new Scope.All(), each.id()))
                    .since(Phase.CLOSURE)
                    .filter(since -> !since.isAfter(now))
                    .isPresent();
            if (!closed) {
                open.addAll(each.communes());
            }
        }
        return open;
    }

    private boolean hidden(String address, Alert alert, Set<Commune> open) {
        Set<Commune> holding = parts.readers().holding(address);
        boolean grave = isReturn(alert) || alert.severity().compareTo(Severity.HIGH) >= 0;
        return !Collections.disjoint(holding, open) || (grave && holding.contains(alert.commune()));
    }

    @Override
    public void send(Letter letter) throws IOException {
        int blank = letter.id().indexOf(' ');
        String to = letter.id().substring(blank + 1);
        Instant now = parts.clock().instant();
        Set<Commune> holding = parts.readers().holding(to);
        boolean bare = !holding.isEmpty()
                && !Collections.disjoint(holding, parts.store().read(session -> open(session, now)));
        byte[] mail =
                bare ? mail(to, Long.parseLong(letter.id().substring(0, blank)), now, List.of(), true) : letter.body();
        try {
            new SmtpClient(parts.server()).send(to, mail);
        } catch (SmtpException e) {
            if (e.reason() == SmtpException.Reason.REFUSED) {
                throw new RefusedException(String.valueOf(e.getMessage()), letter.id(), letter.body());
            }
            throw new IOException(e.reason() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean delivers() {
        return false;
    }

    /** To those who are told of every commune, or else to the sender's own address: it tells nobody of anything. */
    @Override
    public String test(Numbered message) throws IOException {
        SmtpServer server = parts.server();
        Set<String> readers = parts.readers().all();
        List<String> said = new ArrayList<>();
        for (String to : readers.isEmpty() ? Set.of(server.from()) : readers) {
            byte[] mail = parts.text()
                    .test(server.from(), to, parts.clock().instant())
                    .getBytes(StandardCharsets.US_ASCII);
            try {
                said.add(to + ": " + new SmtpClient(server).send(to, mail));
            } catch (SmtpException e) {
                if (e.reason() == SmtpException.Reason.REFUSED) {
                    throw new RefusedException(
                            to + ": " + e.getMessage(), message.alert().id(), mail);
                }
                throw new IOException(e.reason() + ": " + e.getMessage(), e);
            }
        }
        return String.join("\n", said);
    }

    /** Nothing is held open between mails. */
    @Override
    public void close() {}
}
