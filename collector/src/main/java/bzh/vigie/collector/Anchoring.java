package bzh.vigie.collector;

import bzh.vigie.collector.ledger.Anchor;
import bzh.vigie.collector.ledger.LedgerEntry;
import bzh.vigie.collector.ledger.TimeStampException;
import bzh.vigie.collector.ledger.TimeStampService;
import bzh.vigie.collector.mail.MailWords;
import bzh.vigie.collector.mail.SmtpException;
import bzh.vigie.collector.store.Store;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Makes anchors of the ledger and lays them where they leave the collector from: a mail a day in the folder {@code anchors}, which
 * {@link AnchorMail} sends where a server is configured, and somebody else otherwise, and the stamp of a time-stamping authority where one is configured.
 *
 * <pre>
 *   anchors/2026-11-26.eml     the anchor's line, for the addresses of anchor-mail
 *   anchors/2026-11-26.tsr     the authority's answer (RFC 3161), of that line
 * </pre>
 */
final class Anchoring {
    static final String URL = "timestamp-url";
    static final String AUTHORITY = "timestamp-ca";

    private static final long MOST_CERTIFICATES = 1 << 20;

    private final Path folder;
    private final Optional<TimeStampService> service;
    private final AnchorMail mail;
    private final RandomGenerator random;

    private Anchoring(Path folder, Optional<TimeStampService> service, AnchorMail mail, RandomGenerator random) {
        this.folder = folder;
        this.service = service;
        this.mail = mail;
        this.random = random;
    }

    /** As configured. */
    static Anchoring of(CollectorFolder folder, Settings settings, RandomGenerator random) throws BadSettingException {
        Optional<URI> address = Optional.empty();
        Optional<String> url = settings.text(URL);
        if (url.isPresent()) {
            address = Optional.of(address(settings, url.get()));
        }
        Optional<TimeStampService> service = Optional.empty();
        if (address.isPresent()) {
            Path file = settings.fileToRead(AUTHORITY).orElseThrow(() -> settings.bad(AUTHORITY, Allowed.pem()));
            try {
                service = Optional.of(new TimeStampService(address.get(), certificates(file)));
            } catch (IOException | CertificateException e) {
                throw settings.bad(AUTHORITY, Allowed.pem());
            }
        }
        return new Anchoring(folder.anchors(), service, AnchorMail.of(folder.anchors(), settings), random);
    }

    private static URI address(Settings settings, String url) throws BadSettingException {
        try {
            URI address = URI.create(url);
            if (address.getHost() != null && List.of("http", "https").contains(address.getScheme())) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw settings.bad(URL, Allowed.http());
        }
        throw settings.bad(URL, Allowed.http());
    }

    /** PEM or DER, one or more. */
    static List<X509Certificate> certificates(Path file) throws IOException, CertificateException {
        if (Files.size(file) > MOST_CERTIFICATES) {
            throw new IOException("too long");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }

    /**
     * What was made.
     *
     * @param stamped when the authority says that it existed
     * @param failure why there is no stamp, although an authority is configured
     */
    record Made(Anchor anchor, Path file, Optional<Instant> stamped, Optional<TimeStampException.Reason> failure) {}

    /** Whether there is one of that day. */
    boolean isThere(LocalDate day) {
        return Files.exists(folder.resolve(day + ".eml"));
    }

    /** Makes today's, or makes it anew; empty where the ledger has no entry yet. */
    Optional<Made> make(Store store, Instant now, Words words) throws IOException {
        record Ends(Optional<LedgerEntry> first, Optional<LedgerEntry> last) {}
        Ends ends = store.read(
                session -> new Ends(session.ledger().first(), session.ledger().last()));
        if (ends.first().isEmpty() || ends.last().isEmpty()) {
            return Optional.empty();
        }
        Anchor anchor = Anchor.of(ends.first().get(), ends.last().get(), now);
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Optional<Instant> stamped = Optional.empty();
        Optional<TimeStampException.Reason> failure = Optional.empty();
        Files.createDirectories(folder);
        Path stampFile = folder.resolve(day + ".tsr");
        Files.deleteIfExists(stampFile);
        if (service.isPresent()) {
            try {
                TimeStampService.Stamp stamp = service.get().stamp(anchor, random);
                stamped = Optional.of(stamp.time());
                write(stampFile, stamp.answer().bytes());
            } catch (TimeStampException e) {
                failure = Optional.of(e.reason());
            }
        }
        Path file = folder.resolve(day + ".eml");
        write(file, mail(anchor, day, now, words).getBytes(StandardCharsets.US_ASCII));
        mail.madeAnew(day);
        return Optional.of(new Made(anchor, file, stamped, failure));
    }

    /** Sends what has not been sent; gives why the last try failed. */
    Optional<SmtpException> send(Instant now) throws IOException {
        return mail.send(now);
    }

    /**
     * RFC 5322 in ASCII: the words as quoted-printable (RFC 2045), since not every server takes eight bits; its lines are shorter than mail
     * programs break them, but for the anchor, which may be broken.
     */
    private String mail(Anchor anchor, LocalDate day, Instant now, Words words) {
        String from = mail.from().map(each -> "From: " + each + "\r\n").orElse("");
        String id = Long.toString(random.nextLong(), 36).replace("-", "") + "." + anchor.number();
        return from
                + "To: " + String.join(", ", mail.addresses()) + "\r\n"
                + "Subject: Vigie anchor " + day + "\r\n"
                + "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)) + "\r\n"
                + "Message-ID: <" + id + "@vigie.invalid>\r\n"
                + "Auto-Submitted: auto-generated\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n"
                + "\r\n"
                + MailWords.quoted(words.say("ledger.mail", Long.toString(anchor.number()))) + "\r\n\r\n"
                + anchor.line().replace(" ", "\r\n") + "\r\n";
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Of a reason why there is no stamp. */
    static String key(TimeStampException.Reason reason) {
        return "ledger.stamp." + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
