package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.intel.NormalForms;
import bzh.vigie.collector.intel.Observable;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;

/**
 * In which texts an indicator stands in an event, between characters that are neither letter nor digit, if it stands there at all. {@link Watchlist}
 * finds these kinds as a whole value or part of one: between what is no character of a token, behind a dot, a backslash or before an @. Pure.
 */
final class ExactTexts {
    private static final int OCTET = 0xff;
    private static final int HEXTET = 4;

    private ExactTexts() {}

    /** Of an indicator in lower case: one of these; empty for what has other forms or is a pattern. */
    static List<String> of(Observable what) {
        return switch (what) {
            case Observable.Hash hash -> standing(hash.digest());
            case Observable.Certificate certificate -> standing(certificate.hex());
            case Observable.Domain domain -> standing(domain.name());
            case Observable.UserAccount account -> standing(account.name());
            case Observable.Sid sid -> standing(sid.text());
            case Observable.Service service -> standing(service.name());
            case Observable.ScheduledTask task -> standing(task.name());
            case Observable.KeyFingerprint key -> standing(key.text());
            case Observable.Address address ->
                NormalForms.address(address.text())
                        .filter(Inet4Address.class::isInstance)
                        .map(of -> address(of.getAddress()))
                        .orElse(List.of());
            case Observable.Cidr _,
                    Observable.Url _,
                    Observable.FilePath _,
                    Observable.FileName _,
                    Observable.RegistryKey _,
                    Observable.RegistryValue _,
                    Observable.Mutex _,
                    Observable.Command _,
                    Observable.Stix _ -> List.of();
        };
    }

    private static List<String> standing(String text) {
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        return ascii && text.chars().anyMatch(Character::isLetterOrDigit) ? List.of(text) : List.of();
    }

    /** With dots, each number with zeros before it or not, and as the end of an address of IPv6, dotted or not. */
    private static List<String> address(byte[] bytes) {
        List<String> texts = new ArrayList<>(List.of(""));
        for (byte each : bytes) {
            texts = followedBy(texts, ".", padded(Integer.toString(each & OCTET), 3));
        }
        List<String> mapped = List.of("ffff");
        for (int i = 0; i < bytes.length; i += 2) {
            int value = ((bytes[i] & OCTET) << Byte.SIZE) | (bytes[i + 1] & OCTET);
            mapped = followedBy(mapped, ":", padded(Integer.toHexString(value), HEXTET));
        }
        texts.addAll(mapped);
        return texts;
    }

    private static List<String> followedBy(List<String> texts, String between, List<String> parts) {
        List<String> all = new ArrayList<>();
        for (String text : texts) {
            for (String part : parts) {
                all.add(text.isEmpty() ? part : text + between + part);
            }
        }
        return all;
    }

    private static List<String> padded(String number, int digits) {
        List<String> all = new ArrayList<>();
        for (String text = number; text.length() <= digits; text = "0" + text) {
            all.add(text);
        }
        return all;
    }
}
