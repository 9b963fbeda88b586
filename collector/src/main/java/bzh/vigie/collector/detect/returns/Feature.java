package bzh.vigie.collector.detect.returns;

/**
 * Something by which what was marked is known again. A sure one makes a return; the others, alone or together, a suspected return.
 * Who signed a file is none: others sign with the same certificate.
 */
public enum Feature {
    /** The same item: place, name, value, file and its hash, leaving out only whose profile and which drive. */
    ITEM(100),
    /** SHA-256 of the file. */
    FILE(100),
    /** What an Authenticode signature of the file covers: the same file but for its signature. */
    SIGNED_PART(100),
    /** Fingerprint of a key of SSH, of an authority's certificate or of its key. */
    SSH_KEY(100),
    /** Account, tenant, tunnel, relay or secret of a remote-access tool. */
    REMOTE_ACCESS(100),
    /** A secret that nobody can guess, in clear, encoded or as its digest. */
    SECRET(100),
    /** The same account: name and SID. */
    ACCOUNT(100),
    /** The same content under another name: of a task, a service, a line. */
    CONTENT(80),
    /** What looks like a password, in clear, encoded or as its digest. */
    CREDENTIAL(80),
    /** Where the file's maker had its symbols. */
    SYMBOLS(80),
    /** The same build of a program: Go's build id, or the identity of a module of .NET. */
    BUILD(80),
    /** The same command with other paths, names, addresses or encodings. */
    COMMAND(70),
    /** The same item where what changes from host to host is another. */
    SHAPE(70),
    /** A file much like it (TLSH). */
    SIMILAR_FILE(70),
    /** What the file imports. */
    IMPORTS(60),
    /** An address or a host that its command or its settings name. */
    ADDRESS(60),
    /** A program or a library that what is marked starts or loads: it may be somebody else's. */
    REACHED_FILE(60),
    /** A word with digits in it that systems do not have. */
    RARE_WORD(60),
    /** A path with a hidden part. */
    HIDDEN_PATH(60),
    /** The file's path. */
    PATH(60),
    /** The name of the account with another SID. */
    ACCOUNT_NAME(60),
    /** The SID of the account with another name. */
    ACCOUNT_SID(60),
    /** The name that the file's maker gave it, under another name. */
    ORIGINAL_NAME(50),
    /** The file of a product of remote access, which is its maker's, under another name. */
    PRODUCT(40),
    /** The same place with something else in it that runs and that nobody vouches for. */
    PLACE(40),
    /** A path with a hidden part, but for its numbers and for the folders in front of that part. */
    PATH_SHAPE(40),
    /** An account that a marked right names has a right or a way in. */
    RIGHT_HOLDER(40),
    /** A word that systems do not have, but for its numbers. */
    RARE_NAME(40),
    /** A host of the same domain, or an address of the same network. */
    SISTER_HOST(40),
    /** The same setting on another host, where it runs nothing and nothing in it is rare: others set it too. */
    COMMON_SETTING(40),
    /** A word of letters alone that systems do not have and anybody may write: it says something only beside another feature. */
    ORDINARY_WORD(20);

    private final int score;

    Feature(int score) {
        this.score = score;
    }

    /** How much it says, up to 100. */
    public int score() {
        return score;
    }

    /** Whether it says anything where no other feature does. */
    boolean saysAlone() {
        return this != ORDINARY_WORD;
    }

    /** Whether it says enough by itself. */
    public boolean sure() {
        return score == 100;
    }
}
