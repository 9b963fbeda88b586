package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.SignatureCheck.Outcome;
import bzh.vigie.agent.windows.program.Signing.By;
import bzh.vigie.agent.windows.program.Signing.Publisher;
import bzh.vigie.agent.windows.program.Signing.Reason;
import bzh.vigie.event.Item.Signature;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges a SignedData that signs code or a catalogue: the signature, the chain, what the certificates may be used for and
 * whether they were valid when it was made. Used by one thread.
 */
final class Judge {
    /** Key usages of what Microsoft signs for others: drivers it tested or attested, programs of its store, early boot. */
    private static final Set<String> FOR_OTHERS = Set.of(
            "1.3.6.1.4.1.311.10.3.5",
            "1.3.6.1.4.1.311.10.3.5.1",
            "1.3.6.1.4.1.311.10.3.39",
            "1.3.6.1.4.1.311.61.4.1",
            "1.3.6.1.4.1.311.76.3.1");

    /** Names under which Microsoft signs for others; a name only ever takes trust away. */
    private static final Pattern NAMES_FOR_OTHERS = Pattern.compile(
            "3rd party|third party|hardware compatibility|hardware abstraction|anti-?malware publisher");

    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?:^|,)(CN|O)=(\"(?:[^\"\\\\]|\\\\.)*+\"|(?:\\\\.|[^,+])*+)");
    private static final int LONGEST_NAME = 256;

    private final Chains chains;
    private final InstantSource clock;

    Judge(Pins pins, InstantSource clock) {
        this.chains = new Chains(pins);
        this.clock = clock;
    }

    /**
     * The verdict and which certificates it is about.
     *
     * @param used those of the signer's chain and of the time stamp's
     */
    record Verdict(Signing signing, Set<X509Certificate> used) {
        Verdict(Signing signing) {
            this(signing, Set.of());
        }
    }

    List<X509Certificate> certificates(Cms cms) {
        return chains.certificates(cms.certificates());
    }

    /** Of the first signer over the content that is in it. */
    Verdict of(Cms cms, By by) throws IOException {
        return of(cms, by, cms::to);
    }

    /** Of the first signer over that content. */
    Verdict of(Cms cms, By by, SignatureCheck.Content content) throws IOException {
        List<X509Certificate> certificates = certificates(cms);
        if (cms.signers().isEmpty()) {
            return new Verdict(Signing.of(Signature.INVALID, Reason.UNREADABLE, by));
        }
        Signer signer = cms.signers().getFirst();
        Optional<X509Certificate> own =
                certificates.stream().filter(signer::names).findFirst();
        if (own.isEmpty()) {
            return new Verdict(Signing.of(Signature.UNKNOWN, Reason.CHAIN_INCOMPLETE, by));
        }
        Chain chain = chains.of(own.get(), certificates);
        Optional<TimeStamp> stamp = TimeStamp.of(signer, certificates, chains);
        Set<X509Certificate> used = new LinkedHashSet<>(chain.path());
        stamp.ifPresent(s -> used.addAll(s.chain().path()));
        Outcome outcome = SignatureCheck.of(signer, own.get().getPublicKey(), content);
        Reason reason = reason(signer, outcome, chain, stamp);
        Signature verdict = verdict(reason);
        Publisher publisher = verdict == Signature.INVALID ? Publisher.NONE : publisher(chain);
        Signing signing = new Signing(
                verdict,
                reason,
                by,
                name(own.get()),
                attribute(own.get(), "O"),
                publisher,
                Optional.of(chain.top()),
                stamp.map(TimeStamp::at),
                "");
        return new Verdict(signing, used);
    }

    private Reason reason(Signer signer, Outcome outcome, Chain chain, Optional<TimeStamp> stamp) {
        if (outcome == Outcome.WRONG) {
            return Reason.SIGNATURE_WRONG;
        }
        if (outcome == Outcome.UNKNOWN_ALGORITHM) {
            return Reason.UNKNOWN_ALGORITHM;
        }
        if (chain.end() == Chain.End.WRONG) {
            return Reason.CHAIN_WRONG;
        }
        boolean weakDigest = Oids.digest(signer.digest()).orElse("").startsWith("MD");
        if (weakDigest || chain.isWeak()) {
            return Reason.WEAK;
        }
        if (!chain.allows(Oids.SIGNING_CODE, false)) {
            return Reason.WRONG_USAGE;
        }
        if (!chain.validAt(signedAt(chain, stamp))) {
            return Reason.EXPIRED;
        }
        return switch (chain.end()) {
            case PINNED -> Reason.HOLDS;
            case NOT_PINNED -> Reason.CHAIN_NOT_PINNED;
            case INCOMPLETE, WRONG -> Reason.CHAIN_INCOMPLETE;
        };
    }

    /** The time at which certificates must have been valid: a stamp is believed as far as its own chain leads. */
    private Instant signedAt(Chain chain, Optional<TimeStamp> stamp) {
        boolean ends = Chain.usages(chain.path().getFirst()).contains(Oids.LIFETIME_SIGNING);
        return stamp.filter(s -> !ends && (s.chain().isPinned() || !chain.isPinned()))
                .map(TimeStamp::at)
                .orElseGet(clock::instant);
    }

    private static Signature verdict(Reason reason) {
        return switch (reason) {
            case HOLDS -> Signature.VALID;
            case CHAIN_NOT_PINNED, CHAIN_INCOMPLETE, UNKNOWN_ALGORITHM -> Signature.UNKNOWN;
            case NO_SIGNATURE -> Signature.UNSIGNED;
            case NOT_LOOKED_FOR -> Signature.NOT_CHECKED;
            case DIGEST_DIFFERS, SIGNATURE_WRONG, CHAIN_WRONG, EXPIRED, WRONG_USAGE, WEAK, UNREADABLE, MISPLACED ->
                Signature.INVALID;
        };
    }

    private static Publisher publisher(Chain chain) {
        if (chain.publisher() != Publisher.MICROSOFT) {
            return chain.publisher();
        }
        X509Certificate first = chain.path().getFirst();
        List<String> usages = Chain.usages(first);
        boolean forOthers = usages.stream().anyMatch(FOR_OTHERS::contains)
                || chain.path().stream().anyMatch(Judge::signsForOthers)
                || !attribute(first, "O").equals("Microsoft Corporation");
        if (forOthers) {
            return Publisher.SIGNED_FOR_OTHERS;
        }
        return usages.contains(Oids.WINDOWS_PART) ? Publisher.WINDOWS : Publisher.MICROSOFT;
    }

    private static boolean signsForOthers(X509Certificate certificate) {
        return NAMES_FOR_OTHERS
                .matcher(name(certificate).toLowerCase(Locale.ROOT))
                .find();
    }

    private static String name(X509Certificate certificate) {
        String name = attribute(certificate, "CN");
        return name.isEmpty() ? attribute(certificate, "O") : name;
    }

    /** The first attribute of that kind in the subject's name. */
    private static String attribute(X509Certificate certificate, String kind) {
        Matcher each = ATTRIBUTE.matcher(certificate.getSubjectX500Principal().getName());
        while (each.find()) {
            if (each.group(1).equals(kind)) {
                String text = each.group(2).replaceAll("^\"|\"$", "").replaceAll("\\\\(.)", "$1");
                return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) : text;
            }
        }
        return "";
    }
}
