package bzh.vigie.event;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A persistence item: something that makes code run again (DESIGN.md 2, 5.5). Strings are empty where there is nothing to
 * say. Its three names (DESIGN.md 5.8) are computed by {@link ItemNames}.
 *
 * @param location catalogue id
 * @param techniques ATT&CK ids
 * @param os linux, windows, macos
 * @param account whom it belongs to; empty for machine items
 * @param name what tells it from its neighbours in the same source
 * @param value what is configured there: a command line, a key, an account's rights
 * @param source file or registry key in its normal form
 * @param target the file that would run
 * @param sha256 of the target
 * @param signer name in the certificate that signed the target
 * @param packageName package that owns the target or, without one, the source; on Windows {@code Windows} or {@code Microsoft}
 *     where the chain of the target's signature proves that it is a part of Windows or another program of Microsoft
 * @param times as the host tells them; no part of its names
 * @param resolved the chain to what runs
 * @param replaceableBy who but the superuser may replace the target or the source
 * @param authentihash SHA-256 that an Authenticode signature of the target covers, lower-case hex
 * @param imphash MD5 over the names that the target imports, lower-case hex
 * @param tlsh of the target, {@code T1} and 70 hex digits
 * @param originalName the name that the target's maker gave it
 * @param pdb path of the symbols that the target's maker had
 * @param build by which the target's build is known again: {@code go:} and Go's build id, or {@code mvid:} and the identity of a module of
 *     .NET
 * @param observables of the script that it runs, its environment and the files that its command names
 *     ({@link bzh.vigie.observable.Observables})
 * @param traits facts that severity hangs on
 */
public record Item(
        String location,
        List<String> techniques,
        String os,
        Optional<Account> account,
        String name,
        String value,
        String source,
        String target,
        Optional<Sha256> sha256,
        String signer,
        Signature signature,
        String packageName,
        Shipped shipped,
        boolean enabled,
        ItemTimes times,
        List<String> resolved,
        String replaceableBy,
        String authentihash,
        String imphash,
        String tlsh,
        String originalName,
        String pdb,
        String build,
        List<String> observables,
        Set<Trait> traits) {

    public Item {
        techniques = List.copyOf(techniques);
        resolved = List.copyOf(resolved);
        observables = List.copyOf(observables);
        traits = Set.copyOf(traits);
    }

    /** One of which nothing else was looked into. */
    public Item(
            String location,
            List<String> techniques,
            String os,
            Optional<Account> account,
            String name,
            String value,
            String source,
            String target,
            Optional<Sha256> sha256,
            String signer,
            Signature signature,
            String packageName,
            Shipped shipped,
            boolean enabled,
            ItemTimes times,
            List<String> resolved,
            String replaceableBy,
            String authentihash,
            String imphash,
            String tlsh,
            String originalName,
            String pdb,
            String build,
            Set<Trait> traits) {
        this(
                location,
                techniques,
                os,
                account,
                name,
                value,
                source,
                target,
                sha256,
                signer,
                signature,
                packageName,
                shipped,
                enabled,
                times,
                resolved,
                replaceableBy,
                authentihash,
                imphash,
                tlsh,
                originalName,
                pdb,
                build,
                List.of(),
                traits);
    }

    /** One that leads to no file: it is what is configured there. */
    public Item(
            String location,
            List<String> techniques,
            String os,
            Optional<Account> account,
            String name,
            String value,
            String source,
            Shipped shipped,
            boolean enabled,
            ItemTimes times,
            Set<Trait> traits) {
        this(
                location,
                techniques,
                os,
                account,
                name,
                value,
                source,
                "",
                Optional.empty(),
                "",
                Signature.NOT_CHECKED,
                "",
                shipped,
                enabled,
                times,
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                traits);
    }

    /** The same with that trait besides. */
    public Item with(Trait trait) {
        Set<Trait> more = new HashSet<>(traits);
        more.add(trait);
        return new Item(
                location,
                techniques,
                os,
                account,
                name,
                value,
                source,
                target,
                sha256,
                signer,
                signature,
                packageName,
                shipped,
                enabled,
                times,
                resolved,
                replaceableBy,
                authentihash,
                imphash,
                tlsh,
                originalName,
                pdb,
                build,
                observables,
                more);
    }

    /** Where it is: location, account, source and name. See {@link ItemNames#key}. */
    public String key() {
        return ItemNames.key(this);
    }

    /** What it is. See {@link ItemNames#fingerprint}. */
    public String fingerprint() {
        return ItemNames.fingerprint(this);
    }

    /** What it is without the host. See {@link ItemNames#shape}. */
    public String shape() {
        return ItemNames.shape(this);
    }

    /** {@code user} where it belongs to an account, else {@code machine}. */
    public String scope() {
        return account.isPresent() ? "user" : "machine";
    }

    /** What is known of the signature of the target. */
    public enum Signature {
        VALID,
        INVALID,
        UNSIGNED,
        UNKNOWN,
        NOT_CHECKED
    }

    /** How the source or target stands against the package or the maker that shipped it. */
    public enum Shipped {
        AS_PACKAGED,
        MODIFIED,
        UNOWNED,
        UNKNOWN
    }

    /** A fact about an item that its severity hangs on. Closed. */
    public enum Trait {
        /** The file that would run is not there. */
        TARGET_MISSING,
        /** No package knows the file that would run. */
        TARGET_UNOWNED,
        /** The file that would run, which is not the one that names it, is not as its package shipped it. */
        TARGET_MODIFIED,
        /** It runs something under a directory that anybody may write, such as /tmp. */
        TARGET_IN_WORLD_WRITABLE,
        /** Anybody may write the target or the source. */
        WORLD_WRITABLE,
        /** It runs a hidden file or one in a hidden directory. */
        TARGET_HIDDEN,
        /** A shell or interpreter is given its program on the command line. */
        INLINE_SCRIPT,
        /** Its command fetches from or connects to the network. */
        NETWORK_TOOL,
        /** Its command decodes something (base64, xxd, openssl enc …). */
        DECODES,
        /** It sets a loader variable (LD_PRELOAD …). */
        LOADER_VARIABLE,
        /** It gives the rights of the superuser. */
        SUPERUSER,
        /** An account that can log on without a password. */
        EMPTY_PASSWORD,
        /** Names that hide: blanks, control characters, look-alikes, leading dots. */
        HIDING_NAME,
        /** An attribute of the file forbids changing or removing it (chattr(1) +i, or +a). */
        IMMUTABLE,
        /** It runs something from a user's own folder on Windows, which that user may change. */
        TARGET_IN_PROFILE,
        /** A file that is called like one of the system's and lies elsewhere, or hides its ending. */
        MASQUERADES,
        /** It comes before one of the same name that the machine has for everybody. */
        SHADOWS,
        /** A path with blanks and without quotes: a file named by its beginning would run instead. */
        UNQUOTED_PATH,
        /** It is set not to be shown where its kind is listed. */
        HIDDEN,
        /** Two places that should say the same of it do not. */
        MISMATCH,
        /** The file that would run is not what its signature was made over. */
        SIGNATURE_BROKEN,
        /** Bytes lie in or after the signature of the file that would run, which no signature covers. */
        BYTES_BESIDE_SIGNATURE,
        /** An account that may be used and, when it was read, had never logged on. */
        NEVER_LOGGED_ON,
        /** It blocks what goes to a collector of the agent, or comes from one. */
        BLOCKS_COLLECTOR
    }
}
