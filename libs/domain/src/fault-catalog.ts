/* eslint-disable max-lines -- one table: every code of the product in one place */
/**
 * Every error that the product raises on purpose. A code is part of the wire contract: it never changes its
 * meaning. `advice` is a sentence that the person who meets it can act on; docs/error-codes.md is generated
 * from this table, and a test checks that every code is produced by a test.
 */
export const FAULT_KINDS = {
  malformed: { status: 400, exitCode: 65, retry: false },
  unauthenticated: { status: 401, exitCode: 77, retry: false },
  forbidden: { status: 403, exitCode: 77, retry: false },
  absent: { status: 404, exitCode: 66, retry: false },
  timeout: { status: 408, exitCode: 75, retry: true },
  conflict: { status: 409, exitCode: 73, retry: false },
  'too-large': { status: 413, exitCode: 65, retry: false },
  unsupported: { status: 415, exitCode: 65, retry: false },
  refused: { status: 422, exitCode: 65, retry: false },
  throttled: { status: 429, exitCode: 75, retry: true },
  exhausted: { status: 507, exitCode: 74, retry: true },
  unavailable: { status: 503, exitCode: 69, retry: true },
  configuration: { status: 500, exitCode: 78, retry: false },
  defect: { status: 500, exitCode: 70, retry: true },
} as const;

export type FaultKind = keyof typeof FAULT_KINDS;

export interface FaultEntry {
  readonly kind: FaultKind;
  readonly title: string;
  readonly advice: string;
}

const entry = (kind: FaultKind, title: string, advice: string): FaultEntry => ({ kind, title, advice });

export const FAULT_CATALOG = {
  // Requests
  REQUEST_MALFORMED: entry('malformed', 'The request is not of the documented form', 'Compare it with /openapi.json.'),
  REQUEST_TOO_LARGE: entry(
    'too-large',
    'The request is larger than its limit',
    'Send at most 1,000 objects, or a smaller body.',
  ),
  REQUEST_TIMEOUT: entry(
    'timeout',
    'The request did not come in time',
    'Send it again, without a pause; look for what is slow between the two sides.',
  ),
  REQUEST_UNSUPPORTED_TYPE: entry(
    'unsupported',
    'The content type is not supported here',
    'Send the content type that /openapi.json names.',
  ),
  ROUTE_NOT_FOUND: entry('absent', 'There is no such route', 'See /openapi.json for the routes of this listener.'),
  OBJECT_MALFORMED: entry(
    'malformed',
    'The object is not a hash, address or name of a known form',
    'Correct the value as the message says; hashes have 32, 40 or 64 hexadecimal digits.',
  ),
  ENDPOINT_ID_REQUIRED: entry(
    'malformed',
    'The endpoint did not say which one it is',
    'Send PKSN-Endpoint: 128 random bits, made once, as 32 hexadecimal digits.',
  ),
  ENDPOINT_ID_MALFORMED: entry(
    'malformed',
    'The id of the endpoint has another form',
    'Send PKSN-Endpoint once, as 32 hexadecimal digits.',
  ),
  PARTICIPATION_REQUIRED: entry(
    'forbidden',
    'This endpoint does not take part',
    'Show the statement of /v1/status to the user, and send PUT /v1/participation when it is accepted.',
  ),
  PARTICIPATION_FULL: entry(
    'exhausted',
    'The customer has as many participating endpoints as can be kept',
    'Let endpoints keep their id instead of making a new one each time, or ask the provider.',
  ),
  STATISTICS_PERSONAL: entry(
    'malformed',
    'The statistics have a field that could carry personal data',
    'Leave the named field out, or send what /openapi.json has for it; nothing of the report was kept.',
  ),
  STATISTICS_RATE: entry(
    'throttled',
    'The endpoint sends statistics more often than is needed',
    'Collect an hour, and send once; retry after the time in Retry-After.',
  ),
  STATISTICS_QUOTA: entry(
    'throttled',
    "The customer's endpoints sent as much statistics as is taken in a day",
    'Retry after the time in Retry-After; the provider can raise --statistics-day-bytes.',
  ),
  QUEUE_FULL: entry(
    'exhausted',
    'The proxy keeps as much for later as it may',
    'Keep what you have and send it again later; whoever runs the proxy can mend the link, or raise limits.queueBytes where it is set: in proxy.json, or by pksn proxy settings where the provider set it.',
  ),
  STATEMENT_UNKNOWN: entry(
    'absent',
    'There is no such statement',
    'See GET /v1/status for the statement and its languages.',
  ),
  STATEMENT_OUTDATED: entry(
    'conflict',
    'A newer statement has taken its place',
    'Show the newer statement to the user; accepting it covers the older ones.',
  ),
  STATEMENT_EXISTS: entry(
    'conflict',
    'A statement that people may have accepted does not change',
    'Publish the new text under a higher id.',
  ),
  PREFIX_SECTION: entry(
    'malformed',
    'The section cannot be asked by prefix',
    'Ask for one of the sections that the message names; addresses are asked one by one.',
  ),
  PREFIX_MOVED: entry('conflict', 'The list has changed between two of its pages', 'Begin again without a cursor.'),
  CHANGE_STREAMS_OF_KEY: entry(
    'throttled',
    'The license key has too many open streams of changes',
    'Wait as long as Retry-After says; let a proxy hold one stream for its site, or ask without a stream.',
  ),
  CHANGE_STREAMS_FULL: entry(
    'unavailable',
    'There is no room for another stream of changes',
    'Wait as long as Retry-After says; the provider can start more query processes.',
  ),
  CONSOLE_NOT_BUILT: entry(
    'unavailable',
    'The web console is not there',
    'Build it (npm start does, or npm run build), or give --console-dir the folder that its build made.',
  ),
  NOT_FOUND: entry('absent', 'There is no such record', 'List the existing ones and check the name or number.'),
  INTERNAL: entry(
    'defect',
    'The service met an error of its own',
    'Try again; if it persists, give the provider the time of the request.',
  ),
  SERVICE_UNAVAILABLE: entry(
    'unavailable',
    'The service cannot answer right now',
    'Try again after the time in Retry-After.',
  ),
  SERVICE_OVERLOADED: entry(
    'unavailable',
    'The service has too much to do right now',
    'Wait as long as Retry-After says; ask for single objects rather than for many at once until then.',
  ),
  SERVICE_RESTRICTED: entry(
    'unavailable',
    'Requests for objects of this kind are restricted',
    'Ask for other kinds, and for this one after the time that the answer names; /v1/status tells who restricts what, and why.',
  ),

  // License gate, in the order of the decision table
  LICENSE_KEY_MISSING: entry(
    'unauthenticated',
    'No license key was sent, or more than one',
    'Send one header: Authorization: Bearer <license key>.',
  ),
  LICENSE_KEY_MALFORMED: entry(
    'unauthenticated',
    'The license key is not of the right form',
    'Check the key for typing errors; it begins with PKSN-.',
  ),
  LICENSE_KEY_NOT_SUBMITTED: entry(
    'unauthenticated',
    'This license key was not submitted to the provider',
    'Send the license file of the new key to the provider, or submit it yourself: pksn endpoint submit LICENSE-FILE. If it was submitted already, the provider may still have to approve it.',
  ),
  LICENSE_REVOKED: entry(
    'forbidden',
    'This license key was revoked',
    'Contact the provider; a revoked key never works again.',
  ),
  LICENSE_CHANGED: entry(
    'unauthenticated',
    'The license was changed and its new key was not submitted yet',
    'Submit the license file of the new key to the provider.',
  ),
  LICENSE_KEY_SUPERSEDED: entry(
    'unauthenticated',
    'This license key was replaced by a newer one',
    'Configure the endpoint with the current key of the license.',
  ),
  LICENSE_NOT_YET_VALID: entry(
    'forbidden',
    'The license is not valid yet',
    'Wait for its first day, or ask the vendor for a license that is valid now.',
  ),
  LICENSE_EXPIRED: entry(
    'forbidden',
    'The license has expired',
    'Renew the license with the vendor and submit the new license file.',
  ),
  LICENSE_SCOPE: entry(
    'forbidden',
    'The license covers no feed that this request needs',
    'Ask the provider which feeds the license covers.',
  ),
  LICENSE_RATE: entry(
    'throttled',
    'The license is over its request rate',
    'Slow down and retry after the time in Retry-After.',
  ),

  // Proxies of sites, known by their client certificates
  PROXY_UNKNOWN: entry(
    'unauthenticated',
    'No proxy is registered by this client certificate',
    'Enroll the proxy (pksn proxy enroll), and let its configuration name the certificate and key of its bundle as identity.',
  ),
  PROXY_REVOKED: entry(
    'forbidden',
    'The proxy or its certificate does not hold any more',
    'Look at it with pksn proxy show; renew its certificate with pksn proxy renew, or enroll it again.',
  ),
  PROXY_CERTIFICATE: entry(
    'malformed',
    'This is no certificate by which a proxy can be known',
    'Give the client certificate of the bundle (client.crt) in PEM; pksn proxy enroll and pksn proxy renew make one.',
  ),
  PROXY_CONFLICT: entry(
    'conflict',
    'What is registered of proxies does not allow this',
    'Look at it with pksn proxy list and pksn proxy show; choose another name, or revoke what is not used any more.',
  ),
  PROXY_CUSTOMER: entry(
    'forbidden',
    'The proxy is bound to another customer',
    'Enroll a proxy for this customer, or one of the provider for all: pksn proxy enroll.',
  ),

  // Integration tokens, judged before the license that they act for
  INTEGRATION_TOKEN_REQUIRED: entry(
    'unauthenticated',
    'A license key was sent where only an integration token may stand',
    'Keep the license key out of URLs and foreign headers; ask the provider for an integration token for this tool.',
  ),
  INTEGRATION_TOKEN_UNKNOWN: entry(
    'unauthenticated',
    'This integration token is not known',
    'Check the token for copying errors, or ask the provider for a new one; it begins with pksnit_.',
  ),
  INTEGRATION_TOKEN_REVOKED: entry(
    'forbidden',
    'This integration token was revoked',
    'Ask the provider for a new token; a revoked one never works again.',
  ),
  INTEGRATION_TOKEN_EXPIRED: entry(
    'forbidden',
    'This integration token has expired',
    'Ask the provider for a new token.',
  ),
  INTEGRATION_TOKEN_SCOPE: entry(
    'forbidden',
    'This integration token is not for this protocol',
    'Ask the provider for a token for the protocol that the tool speaks.',
  ),
  INTEGRATION_TOKEN_LIMIT: entry(
    'conflict',
    'The license has as many integration tokens as it may have',
    'Revoke those that no tool uses any more: pksn integration list, pksn integration revoke ID.',
  ),

  // License files and submissions
  LICENSE_FILE_MALFORMED: entry(
    'refused',
    'This is not a license file',
    'Submit the whole file as the vendor sent it, from BEGIN LICENSE to END LICENSE.',
  ),
  LICENSE_FILE_UNTRUSTED: entry(
    'refused',
    'The license file was not signed by the license role of a trusted vendor',
    'Check that the vendor is trusted here (pksn trust list) and that the file came from it.',
  ),
  LICENSE_FILE_OUTDATED: entry(
    'conflict',
    'A newer key of this license was already submitted',
    'Submit the newest license file; the older one never displaces it.',
  ),
  LICENSE_ISSUED_AHEAD: entry(
    'refused',
    'The license document says that it was issued more than a day from now',
    'Set the clock of this machine right; if it is, ask the vendor for a document with the right time.',
  ),
  LICENSE_CONFLICT: entry(
    'conflict',
    'The license file contradicts what is registered',
    'Ask the vendor for a license file with its own key and license id.',
  ),
  LICENSE_AMBIGUOUS: entry(
    'conflict',
    'More than one license or submission is meant by this',
    'Name one of those that the message lists by its whole name: LICENSE-ID, VENDOR:LICENSE-ID, or the digest of a submission.',
  ),
  LICENSE_STATE: entry(
    'conflict',
    'The license is not in a state that allows this',
    'Look at it: pksn license show ID --history.',
  ),
  LICENSE_ANNOUNCEMENT_MALFORMED: entry(
    'refused',
    'This is not a license announcement',
    'Use the whole file as the vendor sent it, from BEGIN LICENSE ANNOUNCEMENT to END LICENSE ANNOUNCEMENT.',
  ),
  LICENSE_ANNOUNCEMENT_UNTRUSTED: entry(
    'refused',
    'The announcement was not signed by the license role of a trusted vendor',
    'Ask the vendor for one that is signed by its current license key; check that it is trusted here (pksn trust list).',
  ),
  SUBMISSION_THROTTLED: entry('throttled', 'Too many license submissions', 'Retry after the time in Retry-After.'),
  CUSTOMER_EXISTS: entry(
    'conflict',
    'There is a customer with this id already',
    'Choose another id, or change the one that is there: pksn customer set ID.',
  ),

  CUSTOMER_IN_USE: entry(
    'conflict',
    'The customer has something that would be lost',
    'Revoke its tokens and remove its overrides first; a customer that ever had a license stays.',
  ),

  // Trust
  TRUST_ROOT_MALFORMED: entry(
    'refused',
    'This is not a trust root',
    'Use the trust-root.json that the vendor handed out.',
  ),
  TRUST_ROOT_UNSIGNED: entry(
    'refused',
    'The trust root is not signed by enough of its own keys',
    'Get the file from the vendor again.',
  ),
  TRUST_ROOT_EXPIRED: entry(
    'refused',
    'The trust root has expired',
    'Get a package or trust root with newer keys from the vendor.',
  ),
  TRUST_FINGERPRINT_REQUIRED: entry(
    'malformed',
    'The fingerprint of the trust root is required',
    'Pass --fingerprint with the value that the vendor gave you through another channel.',
  ),
  TRUST_FINGERPRINT_MISMATCH: entry(
    'refused',
    'The trust root does not have this fingerprint',
    'Do not trust this file: compare the fingerprint with the vendor through another channel.',
  ),
  TRUST_VENDOR_EXISTS: entry(
    'conflict',
    'A vendor of this name is already trusted',
    'Remove it first (pksn trust remove NAME) if it is to be replaced.',
  ),
  TRUST_CHAIN_BROKEN: entry(
    'refused',
    'A trust root update does not follow from the trusted one',
    'Ask the vendor for a package that carries every root update.',
  ),
  TRUST_KEY_SHARED: entry(
    'refused',
    'The trust root lists a key of another vendor',
    'Do not trust this file; ask both vendors which of them owns the key.',
  ),

  // Packages, in the order of checks
  PACKAGE_MAGIC: entry(
    'refused',
    'This is not a reputation package',
    'Upload a .rpk file as the vendor made it, in binary form.',
  ),
  PACKAGE_BLOCK_LENGTH: entry(
    'refused',
    'The length of the package header is out of bounds',
    'Get the file from the vendor again.',
  ),
  PACKAGE_TRUNCATED: entry(
    'refused',
    'The package ends before its declared end',
    'Transfer the file again; compare its size with the original.',
  ),
  PACKAGE_BLOCK_MALFORMED: entry(
    'refused',
    'The header of the package is not of the documented form',
    'Get the file from the vendor again.',
  ),
  PACKAGE_ENCODING: entry(
    'refused',
    'The header of the package is not in canonical base64',
    'Get the file from the vendor again.',
  ),
  PACKAGE_PAYLOAD_TYPE: entry(
    'refused',
    'A signed document in the package is of another type than its place requires',
    'Get the file from the vendor again.',
  ),
  PACKAGE_UNTRUSTED: entry(
    'refused',
    'The package was not signed by a vendor that is trusted here',
    'Do not use the file, unless its vendor is to be trusted here: pksn trust add trust-root.json --fingerprint F.',
  ),
  PACKAGE_SIGNATURE: entry(
    'refused',
    'The signatures of the package do not reach the threshold',
    'Get the file from the vendor again.',
  ),
  PACKAGE_SCHEMA: entry(
    'refused',
    'A signed document in the package breaks its schema',
    'Report this to the vendor: the package was signed but is not well formed.',
  ),
  PACKAGE_ATTACHMENT: entry(
    'refused',
    'The trust updates or license documents in the package are not those that it was signed with',
    'Transfer the file again; something was added to it or taken out of it.',
  ),
  PACKAGE_FEED_FOREIGN: entry(
    'refused',
    'The feed does not belong to the vendor that signed the package',
    'Report this to the vendor.',
  ),
  PACKAGE_READER_TOO_OLD: entry('refused', 'The package needs a newer reader', 'Update this installation first.'),
  PACKAGE_ROLLBACK: entry(
    'conflict',
    'The package is older than what was already imported',
    'Upload the newest package; to go back, have the vendor build the earlier content under a higher version.',
  ),
  PACKAGE_EQUIVOCATION: entry(
    'conflict',
    'Another package of the same version was already imported',
    'Alarm: the vendor signed two different packages of one version. Contact the vendor.',
  ),
  PACKAGE_BASE_MISSING: entry(
    'conflict',
    'The delta builds on a snapshot that is not here',
    'Supply a full package, or the deltas in between first.',
  ),
  PACKAGE_LIMIT: entry(
    'refused',
    'The package declares more than the limits allow',
    'Ask the provider to check the limits, or the vendor to split the feed.',
  ),
  PACKAGE_CHUNK_DIGEST: entry('refused', 'A part of the package was altered', 'Transfer the file again.'),
  PACKAGE_CHUNK_ENCODING: entry(
    'refused',
    'A part of the package does not decompress to its declared size',
    'Report this to the vendor.',
  ),
  PACKAGE_RECORD: entry(
    'refused',
    'A record in the package is not of the documented form',
    'Report this to the vendor.',
  ),
  PACKAGE_ORDER: entry(
    'refused',
    'The records of the package are not in strictly ascending order',
    'Report this to the vendor.',
  ),
  PACKAGE_ZONE: entry(
    'refused',
    'A record has a zone that is illegal for its kind of object',
    'Report this to the vendor.',
  ),
  PACKAGE_NAME: entry(
    'refused',
    'A name or text in the package does not match its key, or is missing',
    'Report this to the vendor.',
  ),
  PACKAGE_TRAILING: entry(
    'refused',
    'The package goes on after its declared end',
    'Get the file from the vendor again.',
  ),
  PACKAGE_COUNTS: entry(
    'refused',
    'The package holds another number of records than it declares',
    'Report this to the vendor.',
  ),
  PACKAGE_STATE: entry(
    'refused',
    'The content after this package is not what the vendor signed',
    'Supply a full package.',
  ),

  // Building packages
  BUILD_INPUT: entry(
    'malformed',
    'The input cannot be used',
    'Check the path, --format and the header line; the .rejects file names rows that were refused.',
  ),
  BUILD_REJECTS: entry(
    'refused',
    'Some rows were rejected and --strict is set',
    'See the .rejects file for line numbers and reasons.',
  ),
  BUILD_VERSION: entry(
    'conflict',
    'A package of this version was made before',
    'Leave --version out, or give a higher one: of one version there may never be two packages.',
  ),
  BUILD_BASE: entry(
    'refused',
    'The base packages do not form a full snapshot of this feed',
    'Give --base for the full package and for each delta after it, in order.',
  ),
  VENDOR_FOLDER: entry(
    'refused',
    'The vendor folder cannot be used',
    'Name a folder that pksn vendor init made; for a new vendor, one that is new or empty.',
  ),

  // Imports and uploads
  UPLOAD_INCOMPLETE: entry('malformed', 'The upload ended before it was complete', 'Upload the file again.'),
  UPLOAD_OFFSET: entry(
    'conflict',
    'The part does not begin where the upload ends',
    'Ask for the offset of the upload and go on from there.',
  ),
  UPLOAD_BUSY: entry(
    'conflict',
    'Another connection is writing to this upload',
    'Wait until it ends; one that broke unnoticed is given up when it was silent for a while.',
  ),
  UPLOAD_CHECKSUM: entry(
    'refused',
    'What was uploaded is not what was announced',
    'Send the part again; if there is no such upload any more, the whole file. What came wrong was removed.',
  ),
  UPLOAD_LIMIT: entry(
    'throttled',
    'There are too many open uploads',
    'Finish uploads that are open (pksn package uploads), cancel some with --cancel ID, or wait until they expire.',
  ),
  UPLOAD_TOO_LARGE: entry(
    'too-large',
    'The upload is larger than the configured limit',
    'Raise the upload limit in the configuration, if the file is what you expect.',
  ),
  DISK_FULL: entry(
    'exhausted',
    'There is not enough disk space',
    'Free disk space in the data folder, and where PostgreSQL keeps its data, and try again; nothing was changed.',
  ),
  IMPORT_CRASHES: entry(
    'refused',
    'The worker died each time that it worked on this package',
    'Look for why in the log of import-worker and in that of the system (memory, disk); then upload the package again.',
  ),
  DISK_ERROR: entry(
    'exhausted',
    'The disk did not take what was written',
    'Look into the log of the operating system: the disk may be failing. Replace it, and try again; nothing was changed.',
  ),
  IMPORT_STATE: entry(
    'conflict',
    'The import is not in a state that allows this',
    'Look at its state with pksn snapshot list.',
  ),

  // Snapshots and feeds
  FEED_ACTIVATION: entry(
    'malformed',
    'This is no activation policy of a feed',
    'Use immediate, manual, or an hour with its time zone, such as "03:30 Europe/Berlin".',
  ),
  SNAPSHOT_NOTHING_EARLIER: entry(
    'conflict',
    'There is no earlier snapshot to go back to',
    'Look at what there is with pksn snapshot list --feed FEED.',
  ),
  SNAPSHOT_DAMAGED: entry(
    'conflict',
    'The files or records of the snapshot are not whole',
    'Choose another snapshot, import the package of this feed again under a newer version, or restore the index folder.',
  ),
  SNAPSHOT_REASON: entry(
    'malformed',
    'A guard holds this snapshot, so that its activation needs a reason',
    'Look at what it changes, then activate it with a word why: pksn snapshot activate ID --reason TEXT.',
  ),

  // Overrides
  OVERRIDE_INVALID: entry(
    'malformed',
    'The override is not valid',
    'Give an object, a zone that is legal for it, and a reason.',
  ),
  OVERRIDE_LIMIT: entry(
    'exhausted',
    'The owner has no room for more overrides',
    'Remove what is not needed any more, or give overrides an expiry.',
  ),
  OVERRIDE_NOT_ALLOWED: entry(
    'forbidden',
    'This machine may not set such an override',
    'Ask an administrator for a token with the needed kinds, zones and expiry.',
  ),
  OVERRIDE_OUTRANKED: entry(
    'conflict',
    'A person has set another override for this object',
    'Leave it, or ask a person to change it: people outrank machines.',
  ),
  OVERRIDE_GUARDED: entry(
    'forbidden',
    'A machine may not turn a guarded object red',
    'If it must be red, a person sets it: pksn override add OBJECT --zone red --reason TEXT.',
  ),
  GUARD_IMPORT: entry(
    'refused',
    'The guard list could not be imported',
    'Nothing was changed: look at docs/guards.md for what a list may hold.',
  ),
  GUARD_LIMIT: entry(
    'exhausted',
    'There is no room for so many guarded objects',
    'Remove lists that are not needed any more, or import a smaller one.',
  ),
  OVERRIDE_RATE: entry(
    'throttled',
    'The machine sets overrides faster than it may',
    'Slow down and retry after the time in Retry-After.',
  ),
  OVERRIDE_IMPORT: entry(
    'refused',
    'The overrides could not be imported',
    'Nothing was changed: correct the rows that are named, or split the file.',
  ),

  // Own feed
  OWN_FEED_INVALID: entry(
    'malformed',
    'The entry of the own feed is not valid',
    'Give an object, a zone other than grey that is legal for it, and a reason.',
  ),
  OWN_FEED_IMPORT: entry(
    'refused',
    'The entries could not be imported into the own feed',
    'Nothing was changed: correct the rows that are named, or split the file.',
  ),
  OWN_FEED_CUT: entry(
    'unavailable',
    'The entries of the own feed did not come whole',
    'No package was made: the service or the connection ended meanwhile. Run the command again.',
  ),

  // Administration
  ADMIN_UNAUTHENTICATED: entry(
    'unauthenticated',
    'The admin API needs a valid token',
    'Create a token with pksn token create, or use the context file of a running evaluation.',
  ),
  ADMIN_FORBIDDEN: entry(
    'forbidden',
    'The role of this token does not allow that',
    'Ask an administrator for a token with the needed role.',
  ),
  PROPOSAL_OWN: entry(
    'forbidden',
    'Nobody approves what they proposed themselves',
    'Ask another person who may do it to decide; to take it back: pksn approval withdraw ID.',
  ),
  PROPOSAL_ENDED: entry(
    'conflict',
    'The proposal does not wait any longer',
    'See what became of it: pksn approval show ID.',
  ),
  PROPOSAL_OUTDATED: entry(
    'conflict',
    'What the proposal was judged on has changed, and it is void',
    'Look at how things are now, and propose it again if it is still wanted.',
  ),
  PROPOSAL_LIMIT: entry(
    'throttled',
    'Too much that you proposed waits for a second person',
    'Have what waits decided (pksn approval list), or withdraw some of it.',
  ),
  REQUEST_FOREIGN: entry(
    'forbidden',
    'The request did not come from a page of this console',
    'Reload the console; behind a reverse proxy, let it hand on Host and Origin as they came. Automation uses a token.',
  ),
  PASSWORD_CHANGE_NEEDED: entry(
    'forbidden',
    'A password of your own comes first',
    'Change the password that somebody else has set for you, then go on.',
  ),
  SIGN_IN_REFUSED: entry(
    'unauthenticated',
    'The name, the password or the code is not right',
    'Try again. Who forgot a password, or lost a second factor, asks an administrator for a one-time code.',
  ),
  SIGN_IN_CODE_NEEDED: entry(
    'unauthenticated',
    'A code of the second factor is needed, too',
    'Type the six digits that the authenticator shows now, or one of the recovery codes.',
  ),
  SIGN_IN_THROTTLED: entry(
    'throttled',
    'Too many sign-ins went wrong',
    'Wait as long as Retry-After says; the right password is taken then. A browser that signed in before has a count of its own.',
  ),
  SIGN_IN_BUSY: entry(
    'unavailable',
    'Too many people sign in at this moment',
    'Try again after the time in Retry-After.',
  ),
  FIRST_RUN_CODE: entry(
    'unauthenticated',
    'This is not the code of the first run',
    'Take the code from the file that the log of admin-api names; after ten wrong ones there is a new one.',
  ),
  FIRST_RUN_CLOSED: entry(
    'conflict',
    'The first administrator is there already',
    'Sign in, or ask an administrator for an account.',
  ),
  PERSON_EXISTS: entry('conflict', 'Somebody has this name already', 'Choose another name.'),
  PERSON_NEEDED: entry(
    'conflict',
    'Only a person has that',
    'Sign in at the console; a token has neither a password nor sessions.',
  ),
  PASSWORD_REFUSED: entry(
    'refused',
    'This password is too easy to guess',
    'Take 12 characters or more, such as four words; not the name, and none that everybody takes.',
  ),
  LAST_ADMINISTRATOR: entry(
    'conflict',
    'Without this person nobody could administer the service',
    'Make another administrator first, and let them sign in; a token may do it all the same with --force.',
  ),
  SECOND_FACTOR: entry(
    'conflict',
    'The second factor is not in the state for that',
    'Look at the account: one that is on is removed before another is set; one that was begun is confirmed within 15 minutes.',
  ),
  PEOPLE_KEY: entry(
    'configuration',
    'The key that second factors are sealed with does not fit',
    'Put back secrets/people-key from the backup; without it, remove the second factor of each person: pksn user set NAME --no-second-factor.',
  ),
  TOKEN_CERTIFICATE: entry(
    'conflict',
    'The client certificate cannot be registered',
    'Give a certificate in PEM that no machine uses yet; revoke the entry that has it.',
  ),

  // Provider settings files
  SETTINGS_MALFORMED: entry(
    'refused',
    'This is not a provider settings file of the documented form',
    'Load the whole file as the provider handed it out, from BEGIN PROVIDER SETTINGS to END PROVIDER SETTINGS.',
  ),
  SETTINGS_FINGERPRINT_REQUIRED: entry(
    'malformed',
    "The full fingerprint of the provider's key is required",
    'Ask the provider for it by telephone or in person, never by the way that the file came, and pass it with --fingerprint.',
  ),
  SETTINGS_FINGERPRINT_MISMATCH: entry(
    'refused',
    'The settings file was not signed by the key with this fingerprint',
    'Do not use this file: compare the fingerprint with the provider through another channel.',
  ),
  SETTINGS_UNTRUSTED: entry(
    'refused',
    'The settings file was not signed by the provider that is trusted here, nor by a successor of its key',
    'Ask the provider whether the file is its own. If you change providers: pksn endpoint forget, then load with --fingerprint.',
  ),
  SETTINGS_SERIAL: entry(
    'conflict',
    'The settings file is older than the one that is loaded',
    'Ask the provider for its newest settings file.',
  ),
  SETTINGS_EQUIVOCATION: entry(
    'conflict',
    'Another settings file with the same serial number is loaded',
    'Alarm: the provider signed two different files under one number. Contact the provider before you load either.',
  ),
  SETTINGS_EXPIRED: entry('refused', 'The settings file has expired', 'Ask the provider for a new settings file.'),
  SETTINGS_TIME: entry(
    'refused',
    'The settings file was made in the future',
    "Check this computer's clock; if it is right, ask the provider to check its own.",
  ),
  SETTINGS_STATE: entry(
    'configuration',
    'The settings that were loaded here are damaged or not safely kept',
    'Restore the endpoint folder from a backup; or pksn endpoint forget, and load the settings file with its fingerprint again.',
  ),
  SETTINGS_POLICY: entry(
    'forbidden',
    "The provider's settings do not allow this",
    'See pksn endpoint settings; ask the provider if this should be allowed.',
  ),
  ENDPOINT_NETWORK_CHANGED: entry(
    'forbidden',
    'The service belongs to the global network now',
    'Read the statement of that network, and accept it if you agree; until then nothing but the status is asked.',
  ),
  ENDPOINT_STATEMENT: entry(
    'conflict',
    'This statement cannot be accepted here',
    'Ask for the service status: it names the statement that is in force, and whether anything awaits acceptance.',
  ),
  ENDPOINT_REQUESTS_OFF: entry(
    'forbidden',
    'Requests are switched off on this endpoint',
    'Whoever uses the endpoint can switch them on: pksn endpoint participate yes --requests yes.',
  ),
  ENDPOINT_STATE: entry(
    'configuration',
    'What this endpoint keeps is damaged or not safely kept',
    'Make the file yours alone (0600), or set it anew: pksn endpoint key set FILE, pksn endpoint id reset.',
  ),
  ENDPOINT_DEADLINE: entry(
    'timeout',
    'No answer came within the time that the application gave',
    'Try again, or give it more time; the provider can say whether the service is busy.',
  ),
  ENDPOINT_BUSY: entry(
    'exhausted',
    'More objects wait for an answer than an endpoint may ask about at once',
    'Ask again when answers have come, or ask for many objects by one bulk.',
  ),
  SETTINGS_INCOMPLETE: entry(
    'conflict',
    'No settings file can be made of what is set',
    'Set what the message names: pksn provider set, or the flags of pksn provider settings.',
  ),
  PROVIDER_KEY: entry(
    'configuration',
    "The provider's signing key is not the one that endpoints trust",
    'Put the key file back from its backup, where --provider-key names it; a new key would lock out every endpoint.',
  ),

  ADMIN_TOKEN_NEEDED: entry(
    'conflict',
    'Without this token somebody is locked out of the administration',
    'Make another token first: pksn token create; or revoke it all the same with --force.',
  ),

  // Segments and the index directory
  SEGMENT_CORRUPT: entry(
    'defect',
    'An index segment is damaged',
    'Nothing: the import worker rebuilds it from the database, and what waits for it goes on by itself. Check the disk.',
  ),

  // Starting, configuration, command line
  CONFIG_INVALID: entry(
    'configuration',
    'The configuration is not valid',
    'Correct the settings that the message names.',
  ),
  PORT_TAKEN: entry(
    'configuration',
    'The port is already in use',
    'Stop the other program, or choose another port with --query-port or --admin-port; for a proxy, listen.port of its proxy.json.',
  ),
  DATA_FOLDER: entry(
    'configuration',
    'The data folder cannot be used',
    'Choose a folder that this user can write to with --data DIR; for a proxy, data of its proxy.json.',
  ),
  DATA_NEWER: entry(
    'configuration',
    'The data folder was written by a newer version',
    'Start the newer version, or choose another folder with --data DIR.',
  ),
  HISTORY_BROKEN: entry(
    'conflict',
    'The history is not as it was written',
    'Find out who changed the database. After a restored backup this is to be expected: pksn audit accept --reason TEXT goes on from there, and says so in every checkpoint after it.',
  ),
  HISTORY_CHECKPOINT: entry(
    'refused',
    'This is not a checkpoint of this history',
    'Use the file as pksn audit checkpoint wrote it, and the public key of the installation that it came from.',
  ),
  HISTORY_INTACT: entry(
    'conflict',
    'There is no break to accept',
    'Nothing is to be done: pksn audit verify shows the history as it is.',
  ),
  HISTORY_KEY: entry(
    'configuration',
    'The key of the checkpoints cannot be used',
    'Put the key file back from its backup, where --history-key names it; pksn audit verify --public-key takes the public half.',
  ),
  SAMPLE_NOT_TAKEN: entry(
    'forbidden',
    'This service takes no files',
    'Keep the file; ask the provider where to send it.',
  ),
  SAMPLE_UNCONFIRMED: entry(
    'malformed',
    'It is not said which file a person agreed to send',
    'Show name and SHA-256 of what would be sent, ask, and send its SHA-256 in the header PKSN-Confirmed.',
  ),
  SAMPLE_MISMATCH: entry(
    'refused',
    'What came is not what a person agreed to send',
    'Nothing was kept. Take the SHA-256 of the file as it is now, ask again, and send it again.',
  ),
  SAMPLE_TOO_LARGE: entry(
    'too-large',
    'The file is larger than this service takes',
    'Send a part of it (PKSN-Part; pksn endpoint send --offset N --bytes N); the limit is in the message.',
  ),
  SAMPLE_QUOTA: entry(
    'throttled',
    'This customer has sent as much as it may in a day',
    'Try again after the time in Retry-After (midnight, UTC), or ask the provider for a higher quota.',
  ),
  SAMPLE_STORE_FULL: entry(
    'exhausted',
    'The provider has no room for more files',
    'Try again in some days. The provider releases samples (pksn sample release) or raises PKSN_SAMPLE_STORE_BYTES.',
  ),
  SAMPLE_CLAIMED: entry(
    'conflict',
    'Another analyst works on this sample',
    'Take another one (pksn sample claim), or wait until the claim ends.',
  ),
  SAMPLE_UNCLAIMED: entry('conflict', 'The sample is not claimed by you', 'Claim it first: pksn sample claim ID.'),
  SAMPLE_ERASED: entry(
    'absent',
    'There is no content of this sample',
    'It was released, or its time is over, or only parts came: pksn sample show ID tells. Its facts stay.',
  ),
  SAMPLE_DAMAGED: entry(
    'defect',
    'The stored content of a sample is not what was sent',
    'Nothing of it was handed out. Check the disk and who can write there; release the sample, and have it sent again.',
  ),
  SAMPLE_KEY: entry(
    'configuration',
    'The key that opens samples cannot be used',
    'Put the key file back from its backup, where --sample-key names it; without it nobody can open the samples.',
  ),
  INDEX_FOREIGN: entry(
    'configuration',
    'The index folder belongs to another database',
    'Check the database URL and the data folder; if the database was lost, restore its backup or start with another folder.',
  ),
  ALREADY_RUNNING: entry(
    'configuration',
    'A service already runs on this data folder',
    'Stop it first, or choose another folder with --data DIR; for a proxy, data of its proxy.json.',
  ),
  POLICY_MALFORMED: entry(
    'malformed',
    'The policy file is not of the documented form',
    'Take the file as the vendor made it, without changes; what a vendor may write is in docs/package-format.md, "Policy".',
  ),
  POLICY_UNTRUSTED: entry(
    'refused',
    'The policy file is not signed by a vendor that is trusted here',
    'Pass the trust root of the vendor with --trust, and its fingerprint, learnt through another channel, with --fingerprint.',
  ),
  POLICY_OUTDATED: entry(
    'conflict',
    'A newer policy file of this vendor is loaded',
    'Ask the vendor for its newest policy file.',
  ),
  POLICY_STATE: entry(
    'configuration',
    'What is kept of the policies of vendors cannot be used',
    'Remove the file that the message names, and load the policy files again.',
  ),
  USAGE: entry('malformed', 'The command cannot be carried out as given', 'Run the command with --help.'),
  CONTEXT_MISSING: entry(
    'configuration',
    'There is no running service to talk to',
    'Start it with npm start, or name one: --admin URL --cacert FILE --token-file FILE; at an endpoint, pksn endpoint load FILE.',
  ),
  SERVICE_UNREACHABLE: entry(
    'unavailable',
    'The service cannot be reached',
    'Check that it runs, and the address and certificate that you gave.',
  ),

  SETTINGS_CHANGED: entry(
    'conflict',
    'The settings were changed by somebody else meanwhile',
    'Look at what is set now (pksn settings list), and set again what still has to change.',
  ),
  TLS_CERTIFICATE: entry(
    'malformed',
    'This certificate cannot be used with this key',
    'Hand in the whole chain in PEM, the certificate of the server first, with the private key that belongs to it.',
  ),
  TLS_UNFIT: entry(
    'conflict',
    'With this certificate clients would refuse the connection',
    'Ask for one that names the address in use and that the CA of the service vouches for; --force takes it all the same.',
  ),
  TLS_FILES: entry(
    'configuration',
    'The certificate files cannot be replaced from here',
    'Make the files that the message names writable for admin-api, or replace them on the host; each process reads them anew by itself.',
  ),

  // A proxy and its clients
  CLIENT_NOT_ALLOWED: entry(
    'forbidden',
    'This proxy does not serve the address that asks',
    "Ask whoever runs the proxy to name the address in its setting allowedClients, or ask your own site's proxy.",
  ),
  CLIENT_RATE: entry(
    'throttled',
    'More requests come from one address than this proxy allows',
    'Wait as long as Retry-After says, and ask for many objects in one request.',
  ),
} as const satisfies Record<string, FaultEntry>;

export type FaultCode = keyof typeof FAULT_CATALOG;
