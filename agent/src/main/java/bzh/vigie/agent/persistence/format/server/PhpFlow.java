package bzh.vigie.agent.persistence.format.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Way of what a request gives, or what a page fetches elsewhere, through a PHP page: from variable to variable, through decoders and functions, into
 * an object, the session or a file, and out of it again. Followed without order and without branches, since code that is run does not say
 * when. It is a web shell's where it ends in what evaluates text as code. Of checks such as {@code isset()} nothing comes out.
 */
final class PhpFlow {
    private static final int MAX_STATEMENTS = 4_000;
    private static final int MAX_ROUNDS = 6;
    private static final int SHOWN = 160;

    private static final Pattern GIVEN = Pattern.compile(
            "\\$_(?:REQUEST|GET|POST|COOKIE|FILES|SERVER\\s{0,4}\\[\\s{0,4}['\"]HTTP_)|\\$HTTP_(?:RAW_)?(?:POST|GET|COOKIE)_(?:DATA|VARS)"
                    + "|php://input|\\bgetallheaders\\b|\\bapache_request_headers\\b",
            Pattern.CASE_INSENSITIVE);
    /** Data of another machine; an address in a variable is fetched further on. */
    private static final Pattern FETCHED = Pattern.compile(
            "['\"](?:https?|ftps?)://|\\b(?:curl_exec|curl_multi_getcontent|wp_(?:safe_)?remote_(?:get|post|request|retrieve_body)|p?fsockopen"
                    + "|stream_socket_client|socket_read|socket_recv|ftp_f?get)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern DIRECTLY = Pattern.compile(
            "[\\s@(]{0,8}(?:trim\\s{0,4}\\(\\s{0,4})?\\$_(?:REQUEST|GET|POST|COOKIE)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*+\"");
    /** Functions and casts that only look at their arguments; these hold at most one level of calls. */
    private static final Pattern LOOKS = Pattern.compile(
            "\\b(?:isset|empty|is_\\w{1,20}|count|sizeof|strlen|in_array|array_key_exists|md5|sha1|crc32|hash|intval|floatval|strn?c(?:ase)?mp"
                    + "|stri?pos|substr_count|preg_match|ctype_\\w{1,10}|password_verify|file_exists|function_exists"
                    + "|method_exists|class_exists|htmlspecialchars|htmlentities|esc_\\w{1,20}|sanitize_\\w{1,20}|date|time|number_format)"
                    + "\\s{0,4}\\((?:[^()]|\\([^()]{0,200}\\)){0,300}+\\)"
                    + "|\\((?:int|integer|bool|boolean|float|double)\\)\\s{0,4}\\$?\\w{1,40}(?:\\[[^\\]]{0,60}\\])?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ASSIGNED = Pattern.compile(
            "\\$(\\w{1,60})((?:\\s{0,4}->\\s{0,4}\\w{1,60}|\\s{0,4}\\[[^\\]]{0,80}\\]){0,3})\\s{0,8}(?:[.^+|]|\\?\\?)?=(?![=>])");
    private static final Pattern LISTED =
            Pattern.compile("(?:\\blist\\s{0,4}\\(|^\\s{0,40}\\[)([^=]{1,200})[)\\]]\\s{0,8}=(?![=>])");
    private static final Pattern EACH = Pattern.compile(
            "\\bforeach\\s{0,4}\\((.{1,200}?)\\bas\\b(.{1,120})", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern FILLS = Pattern.compile(
            "\\b(?:preg_match(?:_all)?|mb_ereg|parse_str|sscanf|openssl_\\w{1,30}decrypt)\\s{0,4}\\((.{1,400})",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile(
            "\\bfunction\\s{1,8}&?\\s{0,4}(\\w{1,60})\\s{0,4}\\(([^)]{0,300})\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CALL = Pattern.compile("(?:(?<![\\w$])|->|::)(\\w{1,60})\\s{0,4}\\(");
    private static final Pattern WRITES = Pattern.compile(
            "\\b(?:file_put_contents|copy|move_uploaded_file)\\s{0,4}\\((.{1,400})",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern OPENS = Pattern.compile(
            "\\$(\\w{1,60})\\s{0,8}=\\s{0,8}@?fopen\\s{0,4}\\(\\s{0,4}\\$(\\w{1,60})", Pattern.CASE_INSENSITIVE);
    private static final Pattern PUTS = Pattern.compile(
            "\\bf(?:write|puts)\\s{0,4}\\(\\s{0,4}\\$(\\w{1,60})\\s{0,4},(.{1,400})",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern INCLUDES = Pattern.compile(
            "(?<![\\w>$])(?:include|require)(?:_once)?\\b\\s{0,4}\\(?\\s{0,4}\\$(\\w{1,60})", Pattern.CASE_INSENSITIVE);
    private static final Pattern EVALUATES = Pattern.compile(
            "(?<![\\w>:$])(?<!function\\s)(?:eval|assert|create_function)\\s{0,8}\\(", Pattern.CASE_INSENSITIVE);
    private static final Pattern CALLS = Pattern.compile(
            "(?<![\\w>:$])(?<!function\\s)(?:call_user_func|forward_static_call)(?:_array)?\\s{0,8}\\(\\s{0,8}(new\\b|\\$\\w{1,60}\\s{0,4}(?=,))",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern BY_NAME =
            Pattern.compile("(?<![\\w>:$])\\$(\\w{1,60})(?:\\[[^\\]]{0,60}\\])?\\s{0,4}\\(");
    private static final Pattern CHECKED = Pattern.compile("\\binstanceof\\b|[=!<>]=|&&|\\|\\||[!<>](?!=)");
    /** A name of what evaluates or runs, or one that is put together so that nobody reads it. */
    private static final Pattern HIDDEN_NAME = Pattern.compile(
            "^\\s{0,8}['\"](?:assert|eval|create_function|call_user_func(?:_array)?|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec)['\"]\\s{0,8}$"
                    + "|^\\s{0,8}@?(?:str_i?replace|strtr|strrev|str_rot13|substr|implode|join|sprintf|base64_decode|hex2bin|gzinflate|pack|urldecode|convert_uudecode|preg_replace)\\s{0,4}\\([^$]{1,600}\\)\\s{0,8}$"
                    + "|(?:\\$\\w{1,40}\\s{0,4}[\\[{]\\s{0,4}\\d{1,4}\\s{0,4}[\\]}]\\s{0,4}\\.\\s{0,4}){2}"
                    + "|^\\s{0,8}['\"][^'\"]{0,60}['\"]\\s{0,4}\\^",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w{1,60})|->\\s{0,4}(\\w{1,60})(?!\\s{0,4}\\()");

    /** A statement: its text, and its text without what {@link #LOOKS} matches. */
    private record Statement(String text, String taken) {}

    private final List<Statement> statements = new ArrayList<>();
    private final Map<String, List<String>> parameters = new HashMap<>();
    private final Set<String> given = new HashSet<>();
    private final Set<String> direct = new HashSet<>();
    private final Set<String> hiddenNames = new HashSet<>();
    private final Set<String> written = new HashSet<>();
    /** Handles of files, with the variables of their paths. */
    private final Map<String, String> opened = new HashMap<>();

    private final Pattern source;

    private PhpFlow(String code, Pattern source) {
        this.source = source;
        for (String statement : code.split("[;{}]", MAX_STATEMENTS)) {
            if (statement.indexOf('$') >= 0
                    || (isFetched() && FETCHED.matcher(statement).find())) {
                statements.add(new Statement(statement, LOOKS.matcher(statement).replaceAll(" ")));
            }
        }
        Matcher function = FUNCTION.matcher(code);
        while (function.find()) {
            parameters
                    .computeIfAbsent(function.group(1), name -> new ArrayList<>())
                    .addAll(names(function.group(2)));
        }
    }

    /**
     * The place where code of a request, or of another machine, is run.
     *
     * @param code of a page ({@link PhpText#plain})
     */
    static Optional<String> end(String code) {
        return end(code, GIVEN).or(() -> end(code, FETCHED));
    }

    private static Optional<String> end(String code, Pattern source) {
        if (!source.matcher(code).find() || !mayRun(code)) {
            return Optional.empty();
        }
        PhpFlow flow = new PhpFlow(code, source);
        for (int i = 0; i < MAX_ROUNDS; i++) {
            int before = flow.given.size() + flow.written.size();
            flow.statements.forEach(flow::follow);
            if (flow.given.size() + flow.written.size() == before) {
                break;
            }
        }
        return flow.statements.stream()
                .map(flow::runs)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether a page evaluates text as code, or includes what it wrote. */
    static boolean runs(String page) {
        return EVALUATES.matcher(page).find() || includesWhatItWrote(page);
    }

    private static boolean includesWhatItWrote(String code) {
        return (WRITES.matcher(code).find() || PUTS.matcher(code).find())
                && INCLUDES.matcher(code).find();
    }

    /** Whether there is anything that code could end in. */
    private static boolean mayRun(String code) {
        if (EVALUATES.matcher(code).find() || CALLS.matcher(code).find() || includesWhatItWrote(code)) {
            return true;
        }
        Set<String> called = new HashSet<>();
        BY_NAME.matcher(QUOTED.matcher(code).replaceAll("''")).results().forEach(call -> called.add(call.group(1)));
        return !called.isEmpty()
                && ASSIGNED.matcher(code)
                        .results()
                        .anyMatch(assigned -> called.contains(assigned.group(1))
                                && isName(code.substring(assigned.end(), endOf(code, assigned.end()))));
    }

    private static int endOf(String code, int from) {
        int end = code.indexOf(';', from);
        return end < 0 ? code.length() : end;
    }

    /** Whether it gives a variable a name out of a request, or one that nobody can read. */
    private static boolean isName(String assigned) {
        return DIRECTLY.matcher(assigned).lookingAt()
                || HIDDEN_NAME.matcher(assigned).find();
    }

    private void follow(Statement whole) {
        String statement = whole.taken();
        Matcher assigned = ASSIGNED.matcher(statement);
        boolean assigns = assigned.find();
        if (assigns && HIDDEN_NAME.matcher(statement.substring(assigned.end())).find()) {
            hiddenNames.add(assigned.group(1));
        }
        if (assigns && DIRECTLY.matcher(statement.substring(assigned.end())).lookingAt()) {
            direct.add(assigned.group(1));
        }
        if (assigns && isGiven(statement.substring(assigned.end()))) {
            given.add(
                    assigned.group(1).equals("this")
                            ? "this" + assigned.group(2).strip()
                            : assigned.group(1));
            VARIABLE.matcher(assigned.group(2)).results().forEach(property -> {
                if (property.group(2) != null) {
                    given.add(">" + property.group(2));
                }
            });
        }
        Matcher listed = LISTED.matcher(statement);
        if (listed.find() && isGiven(statement.substring(listed.end()))) {
            given.addAll(names(listed.group(1)));
        }
        Matcher each = EACH.matcher(statement);
        if (each.find() && isGiven(each.group(1))) {
            given.addAll(names(each.group(2)));
        }
        Matcher fills = FILLS.matcher(whole.text());
        if (fills.find() && isGiven(fills.group(1))) {
            List<String> names = names(fills.group(1));
            if (!names.isEmpty()) {
                given.add(names.getLast());
            }
        }
        Matcher call = CALL.matcher(statement);
        while (call.find()) {
            List<String> takes = parameters.getOrDefault(called(statement, call), List.of());
            if (!takes.isEmpty()
                    && !statement.substring(0, call.start()).stripTrailing().endsWith("function")
                    && isGiven(arguments(statement, call.end()))) {
                given.addAll(takes);
            }
        }
        Matcher writes = WRITES.matcher(statement);
        if (writes.find() && isGiven(writes.group(1))) {
            written.addAll(names(arguments(statement, writes.start(1))));
        }
        Matcher opens = OPENS.matcher(statement);
        if (opens.find()) {
            opened.put(opens.group(1), opens.group(2));
        }
        Matcher puts = PUTS.matcher(statement);
        if (puts.find() && opened.containsKey(puts.group(1)) && isGiven(puts.group(2))) {
            written.add(opened.get(puts.group(1)));
        }
    }

    private static String called(String statement, Matcher call) {
        boolean made = statement.substring(0, call.start()).stripTrailing().endsWith("new");
        return made ? "__construct" : call.group(1);
    }

    private Optional<String> runs(Statement whole) {
        String statement = whole.taken();
        Matcher evaluates = EVALUATES.matcher(statement);
        if (evaluates.find()) {
            String code = arguments(statement, evaluates.end());
            boolean asserts = evaluates.group().regionMatches(true, 0, "assert", 0, 6);
            if (isGiven(code)
                    && !(asserts
                            && (isFetched()
                                    || CHECKED.matcher(code.replace("->", "")).find()))) {
                return excerpt(statement, evaluates.start());
            }
        }
        Matcher includes = INCLUDES.matcher(statement);
        if (includes.find() && written.contains(includes.group(1))) {
            return excerpt(statement, includes.start());
        }
        if (isFetched()) {
            return Optional.empty();
        }
        Matcher calls = CALLS.matcher(statement);
        if (calls.find()) {
            boolean object = calls.group(1).startsWith("new");
            if (object
                    ? isGiven(statement.substring(calls.end()))
                    : direct.contains(calls.group(1).substring(1).strip())) {
                return excerpt(statement, calls.start());
            }
        }
        // a variable before a bracket within a text is no call
        statement = QUOTED.matcher(statement).replaceAll("''");
        Matcher byName = BY_NAME.matcher(statement);
        while (byName.find()) {
            boolean unread = direct.contains(byName.group(1)) || hiddenNames.contains(byName.group(1));
            if (unread && isGiven(arguments(statement, byName.end()))) {
                return excerpt(statement, byName.start());
            }
        }
        return Optional.empty();
    }

    /** Whether it is about what is fetched, which pages hand to checks and to functions of their own. */
    private boolean isFetched() {
        return source == FETCHED;
    }

    private boolean isGiven(String expression) {
        if (!isFetched() && expression.indexOf('$') < 0 && expression.indexOf(':') < 0) {
            return false;
        }
        if (source.matcher(expression).find()) {
            return true;
        }
        Matcher variable = VARIABLE.matcher(expression);
        while (variable.find()) {
            boolean property = variable.group(1) == null;
            if (given.contains(property ? ">" + variable.group(2) : variable.group(1))) {
                return true;
            }
        }
        return false;
    }

    /** Up to the bracket that closes it, or the end. */
    private static String arguments(String statement, int from) {
        int depth = 1;
        for (int i = from; i < statement.length(); i++) {
            char c = statement.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return statement.substring(from, i);
            }
        }
        return statement.substring(from);
    }

    private static List<String> names(String text) {
        return VARIABLE.matcher(text)
                .results()
                .map(variable -> variable.group(1))
                .filter(name -> name != null && !name.equals("this"))
                .toList();
    }

    private static Optional<String> excerpt(String statement, int from) {
        String found = statement.substring(from, Math.min(statement.length(), from + SHOWN));
        return Optional.of(found.replaceAll("\\s+", " ").strip());
    }
}
