package bzh.vigie.collector.intel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Who may be told: the Traffic Light Protocol 2.0 (FIRST), from the widest circle to the smallest. */
public enum Tlp {
    CLEAR,
    GREEN,
    AMBER,
    AMBER_STRICT,
    RED;

    /** The marking definitions of STIX 2.0 and 2.1 (section 7.2.1.4) and those of TLP 2.0 (OASIS, 2022). */
    private static final Map<String, Tlp> MARKINGS = Map.of(
            "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", CLEAR,
            "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", CLEAR,
            "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", GREEN,
            "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", GREEN,
            "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", AMBER,
            "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", AMBER,
            "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", AMBER_STRICT,
            "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", RED,
            "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", RED);

    /** As it is written: {@code amber+strict}, {@code TLP:RED}, {@code tlp:white} (the former name of clear). */
    public static Optional<Tlp> of(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        String bare = word.startsWith("tlp:") ? word.substring(4).strip() : word;
        return bare.equals("white")
                ? Optional.of(CLEAR)
                : Arrays.stream(values())
                        .filter(each -> each.word().equals(bare))
                        .findFirst();
    }

    /** That of a marking definition of STIX. */
    static Optional<Tlp> ofMarking(String id) {
        return Optional.ofNullable(MARKINGS.get(id));
    }

    /** Its marking definition of TLP 2.0. */
    public String marking() {
        return "marking-definition--"
                + switch (this) {
                    case CLEAR -> "94868c89-83c2-464b-929b-a1a8aa3c8487";
                    case GREEN -> "bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
                    case AMBER -> "55d920b0-5e8b-4f79-9ee9-91f868d9b421";
                    case AMBER_STRICT -> "939a9414-2ddd-4d32-a0cd-375ea402b003";
                    case RED -> "e828b379-4e03-4974-9ac4-e53a884c97c1";
                };
    }

    /** As it is written in lower case: {@code amber+strict}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '+');
    }

    /** Of the two the one for fewer people. */
    public Tlp stricter(Tlp other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
