package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.ToldStore;
import bzh.vigie.agent.host.windows.CertificateCalls.Answer;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What this Windows tells of its stores of certificates: certificates alone, never their private keys. Safe for any thread. */
final class CertificateLists {
    private static final String MACHINE = "HKLM\\";
    private static final int MOST = 10_000;
    private static final int MOST_BYTES = 256 << 10;
    private static final int MOST_IN_ALL = 32 << 20;

    /** CERT_CONTEXT: u32 encoding, at 8 the address of the encoded certificate, u32 its length. */
    private static final int CONTEXT_BYTES = 40;

    private static final int ENCODED = 8;
    private static final int LENGTH = 16;

    private CertificateLists() {}

    /** The stores that these keys of the machine hold. */
    static Reading<List<ToldStore>> stores(List<String> keys) {
        return Reading.found(
                keys.stream().map(key -> new ToldStore(key, store(key))).toList());
    }

    private static Reading<List<EncodedCertificate>> store(String path) {
        Answer key = CertificateCalls.openKey(path.substring(MACHINE.length()));
        if (key.value() == 0) {
            return key.error() == Win32Error.FILE_NOT_FOUND
                    ? Reading.found(List.of())
                    : refused("RegOpenKeyEx " + path, key.error());
        }
        try {
            Answer store = CertificateCalls.openStore(key.value());
            if (store.value() == 0) {
                return refused("CertOpenStore " + path, store.error());
            }
            try {
                return certificates(store.value(), path);
            } finally {
                CertificateCalls.closeStore(store.value());
            }
        } finally {
            CertificateCalls.closeKey(key.value());
        }
    }

    private static Reading<List<EncodedCertificate>> certificates(long store, String path) {
        List<EncodedCertificate> certificates = new ArrayList<>();
        int bytes = 0;
        Answer context = CertificateCalls.next(store, 0);
        while (context.value() != 0) {
            Optional<byte[]> encoded = encoded(context.value());
            bytes += encoded.map(all -> all.length).orElse(0);
            if (encoded.isEmpty() || bytes > MOST_IN_ALL || certificates.size() >= MOST) {
                CertificateCalls.free(context.value());
                return Reading.refused(ReasonCode.TOO_LARGE, SourceText.detail("location-too-much", path));
            }
            certificates.add(new EncodedCertificate(encoded.get()));
            context = CertificateCalls.next(store, context.value());
        }
        boolean isWhole = context.error() == CertificateCalls.NO_MORE
                || context.error() == CertificateCalls.NO_MORE_FILES
                || context.error() == 0;
        return isWhole ? Reading.found(certificates) : refused("CertEnumCertificatesInStore " + path, context.error());
    }

    /** Empty where it is longer than certificates are. */
    @SuppressWarnings("restricted") // what the system allocated has no size of its own
    private static Optional<byte[]> encoded(long address) {
        MemorySegment context = MemorySegment.ofAddress(address).reinterpret(CONTEXT_BYTES);
        int length = context.get(JAVA_INT, LENGTH);
        MemorySegment encoded = context.get(ADDRESS, ENCODED);
        return length < 0 || length > MOST_BYTES || encoded.address() == 0
                ? Optional.empty()
                : Optional.of(encoded.reinterpret(length).toArray(JAVA_BYTE));
    }

    private static <T> Reading<T> refused(String call, int error) {
        ReasonCode reason = Win32Error.reason(error);
        return Reading.refused(
                reason,
                reason == ReasonCode.NO_RIGHT
                        ? SourceText.detail("windows-no-right", call)
                        : SourceText.detail("system-list-refused", call, error));
    }
}
