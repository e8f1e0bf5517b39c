/** The API's types. Written by `npm run types` from its OpenAPI schema; not by hand. */

export interface paths {
    "/convert/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Convert a source again
         * @description Make a new job from a source that is in the bucket, with another profile or other options.
         */
        post: operations["convert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/costs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a month has cost
         * @description Add up what the tries of jobs took that ended in a month, whatever came of them; days are kept for 400 days.
         *
         *     On AWS it is what their functions, calls and storage come to by list prices, not AWS's bill; elsewhere CPU-seconds.
         */
        get: operations["month_costs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log of deliveries
         * @description List what was told and is to be told, newest first, for seven days; a page may have fewer than asked for, even none.
         */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{delivery_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One delivery
         * @description Show one delivery: what is sent, and its latest 30 tries.
         */
        get: operations["read_delivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{delivery_id}/replay/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery once more
         * @description Send it at once, whatever came of it before: the same id and body, newly signed, tried for another 24 hours.
         */
        post: operations["replay_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/download/{job_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download an output
         * @description Sign a download as an attachment, named after the file that was sent as the setting `name_template` says.
         */
        get: operations["download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health of the installation
         * @description Ask each dependency how it is, within three seconds: 200 when all are ok, else 503.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hosts/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The hosts that work
         * @description List the worker hosts that reported lately: what each can do (cores, ffmpeg, encoders), and what it does.
         */
        get: operations["list_hosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description List jobs, newest first. What the workers did in the last second may be missing from it.
         *
         *     Jobs of which what is written down cannot be read stand in `unreadable`: they hold up nothing, and can be deleted.
         *
         *     A page of jobs costs some 30 ms of CPU; a crowd of pages that poll would otherwise take the machine from the uploads.
         */
        get: operations["list_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a job
         * @description Delete a job, its outputs, and its source unless another job uses it. A running job has to be cancelled first.
         *
         *     Of a job that cannot be read the outputs go at once, and an upload with a later turn of the clock.
         */
        delete: operations["delete_job"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/cancel/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description End a job that is not finished; ffmpeg stops within a second. Cancelling a cancelled job does nothing more.
         */
        post: operations["cancel_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/log/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Log of a job
         * @description Show the ffmpeg command of the latest try and its last lines.
         */
        get: operations["job_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/retry/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry a job
         * @description Run a failed, rejected or cancelled job again, as it was ordered, if its source is still there.
         */
        post: operations["retry_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/join/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join as a worker
         * @description Give a worker on another machine the addresses, keys and passwords that it works with; its host measures itself.
         */
        post: operations["join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics of this process
         * @description Give the sums since this process began, and how the queue and the workers stand, as Prometheus reads them.
         *
         *     On AWS the sums go to CloudWatch instead.
         */
        get: operations["process_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profiles/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List profiles
         * @description List the presets with what each makes.
         */
        get: operations["list_profiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the settings
         * @description Show the settings that the next job, and the next turn of the clock, will use.
         */
        get: operations["read_settings"];
        put?: never;
        /**
         * Change settings
         * @description Save the given settings: all of them, or none when one is not valid.
         */
        post: operations["change_settings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/fields/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Describe the settings
         * @description Tell of each setting what it takes, in which unit, its default and what it does: all that a form needs.
         */
        get: operations["setting_fields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where to sign in
         * @description Tell where users sign in. This alone is answered to whoever has not; a gateway in front sees to that.
         */
        get: operations["sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status/{job_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One job
         * @description Show one job. What its worker did in the last half second may be missing.
         */
        get: operations["status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system_load/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Load of the hosts
         * @description List the worker hosts that reported lately, and their mean; the silent ones are dropped.
         *
         *     Hosts measure themselves and write it down. It is read at most once a second, however many ask.
         */
        get: operations["system_load"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system_load/history/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The hosts' last 15 minutes
         * @description List the worker hosts that reported within 15 minutes, the silent ones marked, with a sample each 15 seconds.
         *
         *     It is read at most once in five seconds, however many ask.
         */
        get: operations["system_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/upload/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start an upload
         * @description Write the job's row, then sign the PUTs of its file: one below 16 MiB, parts from there on.
         */
        post: operations["start_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/upload/{job_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Abort an upload
         * @description Throw the parts away and cancel the job. Calling it again does nothing more.
         */
        delete: operations["abort_upload"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/upload/{job_id}/complete/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete an upload
         * @description Check what came against what was declared, join the parts, and queue the job.
         *
         *     The answer's `estimate` says what the job is going to cost, as far as the size of its file tells; probing tells more.
         *     It may be called again, and after the bucket's own event was first; then it answers with the job as it is. The work
         *     itself is started by that event.
         */
        post: operations["complete_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/upload/{job_id}/parts/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List parts
         * @description List the parts that the bucket has, so that only the others need to be sent.
         */
        get: operations["list_parts"];
        put?: never;
        /**
         * Sign parts
         * @description Sign parts of the open upload: later ones, or those whose URLs have expired.
         */
        post: operations["sign_parts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/upload/{job_id}/put/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign the one PUT again
         * @description Sign the PUT of a file that is sent in one, when its URL has expired or was lost with the page that had it.
         */
        post: operations["sign_put"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks
         * @description List the addresses that are told of the states of jobs. No secret is in it.
         */
        get: operations["list_webhooks"];
        put?: never;
        /**
         * Add a webhook
         * @description Add an address; the answer has its secret, which is never shown again.
         */
        post: operations["add_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhook_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One webhook
         * @description Show one webhook, and whether it takes what it is sent.
         */
        get: operations["read_webhook"];
        put?: never;
        /**
         * Change a webhook
         * @description Change what is given of it: all of that, or nothing.
         */
        post: operations["change_webhook"];
        /**
         * Take a webhook away
         * @description Take it away; what was still to be sent to it is given up, and stays in the log.
         */
        delete: operations["remove_webhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhook_id}/secret/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new secret
         * @description Make a new secret. For 24 hours the messages are signed with both, so that none is refused meanwhile.
         */
        post: operations["renew_webhook_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhook_id}/test/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test
         * @description Send a message that says nothing; GET /deliveries/{delivery_id}/ shows what came of it.
         */
        post: operations["test_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Audio
         * @description One audio stream.
         */
        Audio: {
            /**
             * Bit Rate
             * @description Bits per second on average; of AAC in mp4 and mov, by its index.
             */
            bit_rate?: number | null;
            /** Channels */
            channels: number;
            /** Codec */
            codec: string;
            /** Duration */
            duration?: number | null;
            /** Index */
            index: number;
            /**
             * Language
             * @description As the file says it, such as eng, ger or en-US.
             */
            language?: string | null;
            /**
             * Layout
             * @description Channel layout as ffmpeg names it; None where the file does not say.
             */
            layout?: string | null;
            /**
             * Profile
             * @description The codec's own profile, such as LC or HE-AAC.
             */
            profile?: string | null;
            /**
             * Sample Rate
             * @description Hz.
             */
            sample_rate: number;
            /**
             * Seams
             * @description What lies between the packets of AAC in mp4 and mov: none (each begins where the one before ends, and all are heard), gaps or overlaps, edits that cut or delay it; null where no index tells.
             */
            seams?: ("none" | "gaps" | "edits") | null;
            /**
             * Start
             * @description First timestamp, seconds.
             * @default 0
             */
            start: number;
            /** Title */
            title?: string | null;
        };
        /**
         * Certificate
         * @description What was compared before the proxy was published, and by which tools.
         */
        Certificate: {
            /** Attempt */
            attempt: number;
            /**
             * Ffmpeg
             * @description Version of the ffmpeg build that encoded and decoded.
             */
            ffmpeg: string;
            /** Job Id */
            job_id: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** @description What is missing of a partial one; null: it is whole. */
            missing?: components["schemas"]["Missing"] | null;
            /**
             * Partial
             * @description The source is damaged, and this is what could be read of it (option accept_damage).
             * @default false
             */
            partial: boolean;
            /** Profile */
            profile: string;
            /**
             * Profile Digest
             * @description sha256 of the profile as it was used, first 16 hex digits.
             */
            profile_digest: string;
            /** Proxy Sha256 */
            proxy_sha256: string;
            /** Proxy Size */
            proxy_size: number;
            /**
             * Release
             * @description Release of vts that made it; empty for those before 0.3.0.
             * @default
             */
            release: string;
            /** Rules */
            rules: components["schemas"]["Rule"][];
            /** Source Etag */
            source_etag: string;
            /** Source Key */
            source_key: string;
            /** Source Size */
            source_size: number;
            /**
             * Version
             * @default 1
             */
            version: number;
            /**
             * Why Larger
             * @description Why the proxy is larger than its source; empty where it is not.
             * @default
             */
            why_larger: string;
        };
        /**
         * Chapter
         * @description A part of the film that has a name.
         */
        Chapter: {
            /**
             * End
             * @description The same; null: not known, as of films that 0.3.0 and earlier looked at.
             */
            end?: number | null;
            /**
             * Start
             * @description Seconds, as the container counts.
             */
            start: number;
            /** Title */
            title?: string | null;
        };
        /**
         * Clock
         * @description The clock, as its last turns tell.
         */
        Clock: {
            last: components["schemas"]["Turn"];
            /**
             * Late
             * @description The next turn is more than a minute overdue.
             * @default false
             */
            late: boolean;
            /** @description The last turn that found something to do. */
            worked: components["schemas"]["Turn"] | null;
        };
        /**
         * Colour
         * @description Colour tags as ffmpeg names them (ITU-T H.273), None where the file does not say.
         */
        Colour: {
            /** Matrix */
            matrix?: string | null;
            /** Primaries */
            primaries?: string | null;
            /** Range */
            range?: ("tv" | "pc") | null;
            /** Transfer */
            transfer?: string | null;
        };
        /**
         * ConvertRequest
         * @description The source, by the id of a job that has read it or by its key; exactly one of them.
         */
        ConvertRequest: {
            /**
             * Job Id
             * @example 7d5c1f0e6d534e0b9f0c0a6b1f3f7d11
             */
            job_id?: string | null;
            /**
             * Key
             * @description Key of an object under uploads/ or inbox/.
             * @example inbox/Interview Zoë.mov
             */
            key?: string | null;
            /**
             * @description What to change of the profile.
             * @default {
             *       "accept_damage": false
             *     }
             * @example {
             *       "resolution": "540p"
             *     }
             */
            options: components["schemas"]["StrictOptions"];
            /**
             * Profile
             * @description Name of a profile of GET /profiles/; null: the settings' one.
             * @example web-720p
             */
            profile?: string | null;
        } & ({
            job_id: string;
            key?: null;
        } | {
            job_id?: null;
            key: string;
        });
        /**
         * Cost
         * @description What a job is going to cost, or has cost, and what that is made of.
         */
        Cost: {
            /**
             * Amount
             * @description The sum of the four parts.
             * @example 0.0214
             */
            amount: number;
            /**
             * Basis
             * @description What it was counted from: the file's size alone, what probing found, or what the tries took.
             * @enum {string}
             */
            basis: "size" | "probe" | "measured";
            /** Compute */
            compute: number;
            /**
             * Cpu Seconds
             * @description Of ffmpeg and ffprobe, all tries together.
             * @example 75.7
             */
            cpu_seconds: number;
            /**
             * Egress
             * @description One download of the proxy; 0 once measured, as downloads go past us.
             */
            egress: number;
            /**
             * Gb Seconds
             * @description Memory of the function by the time it ran; 0 on hosts of your own.
             */
            gb_seconds: number;
            /**
             * Requests
             * @description Calls of bucket, queue, table and API.
             */
            requests: number;
            /**
             * Storage
             * @description Keeping source and proxy for as long as the settings say.
             */
            storage: number;
            /**
             * Unit
             * @description What amounts are in: a currency, or CPU-s.
             * @example USD
             */
            unit: string;
        };
        /**
         * Count
         * @description How much cannot be read, as far as it was met.
         */
        Count: {
            /**
             * Documents
             * @description Documents beside the jobs, such as a host's report, that cannot be read.
             * @default 0
             */
            documents: number;
            /**
             * Jobs
             * @description Jobs whose row cannot be read; GET /jobs/ names them.
             * @default 0
             */
            jobs: number;
            /**
             * Kinds
             * @description The same by kind.
             * @default {}
             * @example {
             *       "job": 1
             *     }
             */
            kinds: {
                [key: string]: number;
            };
        };
        /**
         * Day
         * @description What the tries that ended on a day, in UTC, have cost.
         */
        Day: {
            /**
             * Amount
             * @description In the unit of the month.
             * @default 0
             */
            amount: number;
            /**
             * Cpu Seconds
             * @default 0
             */
            cpu_seconds: number;
            /**
             * Day
             * Format: date
             */
            day: string;
            /**
             * Gb Seconds
             * @default 0
             */
            gb_seconds: number;
            /**
             * Tries
             * @description Tries of jobs that ended, however they ended.
             * @default 0
             */
            tries: number;
        };
        /**
         * DeliveryAnswer
         * @description The same with what is sent, and its latest tries.
         */
        DeliveryAnswer: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Delivery Id
             * @description What is sent has it as webhook-id.
             */
            delivery_id: string;
            /**
             * Error
             * @description Why it was given up, or else why the last try failed; empty when neither is so.
             */
            error: string;
            /** Job Id */
            job_id: string | null;
            /**
             * Next At
             * @description When it is tried next; null once it has ended.
             */
            next_at: string | null;
            /**
             * Sequence
             * @description Number of that state in the life of the job; a later state has a higher one.
             */
            sequence: number;
            state: components["schemas"]["State"];
            /** @description State of the job that is told of; null for a message sent as a test. */
            status: components["schemas"]["Status"] | null;
            /** Tries */
            tries: components["schemas"]["Try"][];
            /** Tries Made */
            tries_made: number;
            /** Webhook Id */
            webhook_id: string;
        };
        /**
         * DeliveryLine
         * @description One state of one job, as one endpoint is told of it.
         */
        DeliveryLine: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Delivery Id
             * @description What is sent has it as webhook-id.
             */
            delivery_id: string;
            /**
             * Error
             * @description Why it was given up, or else why the last try failed; empty when neither is so.
             */
            error: string;
            /** Job Id */
            job_id: string | null;
            /**
             * Next At
             * @description When it is tried next; null once it has ended.
             */
            next_at: string | null;
            /**
             * Sequence
             * @description Number of that state in the life of the job; a later state has a higher one.
             */
            sequence: number;
            state: components["schemas"]["State"];
            /** @description State of the job that is told of; null for a message sent as a test. */
            status: components["schemas"]["Status"] | null;
            /** Tries Made */
            tries_made: number;
            /** Webhook Id */
            webhook_id: string;
        };
        /**
         * DownloadAnswer
         * @description A signed URL, which takes GET, with Range or without.
         */
        DownloadAnswer: {
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Filename
             * @example Interview Zoë_proxy.mp4
             */
            filename: string;
            /**
             * Path
             * @description The name with its folders, where the setting `name_template` has some; `filename` is its last part.
             * @example A001/Clips/Interview Zoë_proxy.mp4
             */
            path: string;
            /**
             * Size
             * @description Bytes.
             */
            size: number;
            /** Url */
            url: string;
        };
        /**
         * ErrorAnswer
         * @description The answer of every call that was not carried out.
         */
        ErrorAnswer: {
            error: components["schemas"]["ErrorBody"];
        };
        /**
         * ErrorBody
         * @description What went wrong, and what to do about it.
         */
        ErrorBody: {
            /**
             * Code
             * @description Stable name of the cause, for programs.
             */
            code: string;
            /**
             * Fields
             * @description Wrong inputs by path, such as options.resolution.
             * @default null
             */
            fields: {
                [key: string]: string;
            } | null;
            /**
             * Hint
             * @description What to do.
             */
            hint: string;
            /**
             * Message
             * @description One sentence for people.
             */
            message: string;
            /**
             * Request Id
             * @description Names the log lines of this request.
             * @default null
             */
            request_id: string | null;
        };
        /**
         * HealthAnswer
         * @description Each dependency: ok, or the reason why not.
         */
        HealthAnswer: {
            /** @description What mends and deletes, as its last turns tell; null while it has not had one. */
            clock?: components["schemas"]["Clock"] | null;
            /**
             * Dependencies
             * @example {
             *       "bucket": "ok",
             *       "job_table": "ok",
             *       "workers": "ok"
             *     }
             */
            dependencies: {
                [key: string]: string;
            };
            /** @description The one shape of error, where something is not well. */
            error?: components["schemas"]["ErrorBody"] | null;
            /**
             * Sandboxes
             * @description Walls around ffmpeg, by worker host.
             * @default {}
             * @example {
             *       "studio-1": "landlock"
             *     }
             */
            sandboxes: {
                [key: string]: string | null;
            };
            /**
             * Sandboxes In Words
             * @description What those walls keep ffmpeg from, by worker host.
             * @default {}
             * @example {
             *       "studio-1": "ffmpeg can read only its film, write only its work folder and reach only one port; its system calls are limited"
             *     }
             */
            sandboxes_in_words: {
                [key: string]: string;
            };
            /**
             * Signing
             * @description Whether addresses are signed as users that can do nothing else, or with the keys of the functions.
             * @default narrow
             * @enum {string}
             */
            signing: "narrow" | "broad";
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "unhealthy";
            /**
             * @description Jobs and documents that are set aside, as what is written down of them cannot be read.
             * @default {
             *       "jobs": 0,
             *       "documents": 0,
             *       "kinds": {}
             *     }
             */
            unreadable: components["schemas"]["Count"];
        };
        /**
         * HostHistory
         * @description One host: its last report, and how it came to that.
         */
        HostHistory: {
            load: components["schemas"]["HostLoad"];
            /**
             * Samples
             * @description Oldest first.
             */
            samples: components["schemas"]["Sample"][];
            /**
             * Silent
             * @description It has stopped reporting without a goodbye; `load.seen_at` says when.
             */
            silent: boolean;
        };
        /**
         * HostList
         * @description The hosts that work.
         */
        HostList: {
            /** Hosts */
            hosts: components["schemas"]["HostLoad"][];
        };
        /**
         * HostLoad
         * @description What one host reports of itself. Sizes are bytes.
         */
        HostLoad: {
            /**
             * Cores
             * @description Processors that it may use.
             */
            cores?: number | null;
            /**
             * Cpu Percent
             * @description All cores together, 0 to 100, since the report before.
             */
            cpu_percent: number;
            /**
             * Disk Free
             * @description Free space of the work folder.
             */
            disk_free: number;
            /**
             * Draining
             * @description It was told to stop: it finishes what ends soon, and takes no more.
             * @default false
             */
            draining: boolean;
            /**
             * Encoders
             * @description Those that profiles ask for and its ffmpeg has, by name.
             * @default []
             */
            encoders: string[];
            /**
             * Ffmpeg
             * @description Version of its ffmpeg.
             */
            ffmpeg?: string | null;
            /** Host */
            host: string;
            /**
             * Jobs
             * @description Ids of the jobs that run on it.
             * @default []
             */
            jobs: string[];
            /**
             * Load Average
             * @description Over 1, 5 and 15 minutes.
             */
            load_average: [
                number,
                number,
                number
            ];
            /**
             * Memory Available
             * @description What new processes can have without swapping.
             */
            memory_available: number;
            /**
             * Memory Percent
             * @description 0 to 100.
             */
            memory_percent: number;
            /** Memory Total */
            memory_total: number;
            /**
             * Refusing
             * @description Why it takes no more jobs; null while it does.
             */
            refusing?: string | null;
            /**
             * Role
             * @default worker
             */
            role: string;
            /**
             * Sandbox
             * @description Walls around its ffmpeg, as a tier: landlock, landlock-files, landlock-only, seccomp, rlimits.
             */
            sandbox?: string | null;
            /**
             * Seen At
             * @description When the job table got this report.
             */
            seen_at?: string | null;
        };
        /**
         * JobAnswer
         * @description One source, one profile, at most one published proxy.
         * @example {
         *       "job_id": "7d5c1f0e6d534e0b9f0c0a6b1f3f7d11",
         *       "filename": "Interview Zoë.mov",
         *       "folder": "A001/Clips",
         *       "status": "running",
         *       "phase": "encoding",
         *       "progress": 0.42,
         *       "frames_done": 756,
         *       "frames_total": 1799,
         *       "eta_seconds": 11.5,
         *       "attempt": 1,
         *       "profile": "web-720p",
         *       "options": {
         *         "resolution": null,
         *         "quality": null,
         *         "programme": null,
         *         "background": null,
         *         "rate": null,
         *         "accept_damage": false,
         *         "priority": null
         *       },
         *       "source": {
         *         "bucket": "sources",
         *         "key": "uploads/7d5c1f0e6d534e0b9f0c0a6b1f3f7d11/source",
         *         "size": 73400320,
         *         "etag": "9bb58f26192e4ba00f01e2e7b136bbd8-9",
         *         "media": null
         *       },
         *       "proxy": null,
         *       "missing": null,
         *       "error": null,
         *       "remedies": [
         *         "convert"
         *       ],
         *       "created_at": "2026-11-23T09:30:00Z",
         *       "queued_at": "2026-11-23T09:30:41Z",
         *       "started_at": "2026-11-23T09:30:41Z",
         *       "finished_at": null,
         *       "outputs": [
         *         "source"
         *       ],
         *       "phases": {
         *         "encoding": "2026-11-23T09:30:42Z",
         *         "verifying": null,
         *         "publishing": null
         *       },
         *       "estimate": {
         *         "basis": "probe",
         *         "unit": "USD",
         *         "amount": 0.0069,
         *         "compute": 0.0024,
         *         "requests": 0.0003,
         *         "storage": 0.0004,
         *         "egress": 0.0008,
         *         "cpu_seconds": 71.2,
         *         "gb_seconds": 153.8
         *       },
         *       "cost": null,
         *       "segments": {
         *         "done": 1,
         *         "total": 3,
         *         "sound": "done",
         *         "segments": [
         *           {
         *             "number": 0,
         *             "state": "done",
         *             "frames_done": 600,
         *             "frames_total": 600,
         *             "worker": "studio-1",
         *             "tries": 1
         *           },
         *           {
         *             "number": 1,
         *             "state": "running",
         *             "frames_done": 156,
         *             "frames_total": 600,
         *             "worker": "studio-2",
         *             "tries": 2
         *           },
         *           {
         *             "number": 2,
         *             "state": "waiting",
         *             "frames_done": 0,
         *             "frames_total": null,
         *             "worker": null,
         *             "tries": 0
         *           }
         *         ]
         *       },
         *       "expires_at": null,
         *       "worker": null
         *     }
         */
        JobAnswer: {
            /**
             * Attempt
             * @description Number of the latest try; 0 before the first.
             */
            attempt: number;
            /** @description What all its tries together have cost; null while none has ended. */
            cost: components["schemas"]["Cost"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** @description Why it ended without a proxy, or why the last try did not finish. */
            error: components["schemas"]["Problem"] | null;
            /** @description What it is going to cost: by its size; once probed, by its contents. */
            estimate: components["schemas"]["Cost"] | null;
            /** Eta Seconds */
            eta_seconds: number | null;
            /**
             * Expires At
             * @description When, by the settings of now, an upload that has not come expires, or the outputs of a done job are deleted.
             */
            expires_at: string | null;
            /**
             * Filename
             * @example Interview Zoë.mov
             */
            filename: string;
            /** Finished At */
            finished_at: string | null;
            /**
             * Folder
             * @description The folder it lay in; empty where none was said.
             * @example A001/Clips
             */
            folder: string;
            /** Frames Done */
            frames_done: number;
            /** Frames Total */
            frames_total: number | null;
            /**
             * Job Id
             * @example 7d5c1f0e6d534e0b9f0c0a6b1f3f7d11
             */
            job_id: string;
            /** @description What a partial proxy lacks of its film; null for others. With option `accept_damage` alone. */
            missing: components["schemas"]["MissingTime"] | null;
            options: components["schemas"]["Options"];
            /**
             * Outputs
             * @description What can be downloaded of it now.
             */
            outputs: ("proxy" | "poster" | "certificate" | "source")[];
            /** @description What a running job is doing. */
            phase: components["schemas"]["Phase"] | null;
            phases: components["schemas"]["PhaseTimes"];
            /**
             * Profile
             * @example web-720p
             */
            profile: string;
            /**
             * Progress
             * @description 0 to 1; never backwards within an attempt.
             * @example 0.42
             */
            progress: number;
            proxy: components["schemas"]["ProxyAnswer"] | null;
            /** Queued At */
            queued_at: string | null;
            /**
             * Remedies
             * @description What may help: to retry the job, or to convert its source otherwise. Empty where only another file can.
             */
            remedies: ("retry" | "convert")[];
            /** @description How far each segment of a long video is while workers share it; null otherwise, and in lists. */
            segments: components["schemas"]["Segments"] | null;
            source: components["schemas"]["SourceAnswer"];
            /** Started At */
            started_at: string | null;
            /** @description waiting (for the upload), queued, running; then done, partial, failed, rejected, cancelled, or expired. */
            status: components["schemas"]["Status"];
            /**
             * Worker
             * @description Host of the latest try; null while many share it, see `segments`.
             */
            worker: string | null;
        };
        /**
         * JobLine
         * @description A job as one line of a list: without what is in the files, certificate and keys.
         */
        JobLine: {
            /**
             * Attempt
             * @description Number of the latest try; 0 before the first.
             */
            attempt: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Duration
             * @description Seconds of the source; null until it was probed.
             * @example 59.96
             */
            duration: number | null;
            /** @description Why it ended without a proxy, or why the last try did not finish. */
            error: components["schemas"]["Problem"] | null;
            /** Eta Seconds */
            eta_seconds: number | null;
            /**
             * Expires At
             * @description When, by the settings of now, an upload that has not come expires, or the outputs of a done job are deleted.
             */
            expires_at: string | null;
            /**
             * Filename
             * @example Interview Zoë.mov
             */
            filename: string;
            /** Finished At */
            finished_at: string | null;
            /**
             * Folder
             * @description The folder it lay in; empty where none was said.
             * @example A001/Clips
             */
            folder: string;
            /** Frames Done */
            frames_done: number;
            /** Frames Total */
            frames_total: number | null;
            /**
             * Job Id
             * @example 7d5c1f0e6d534e0b9f0c0a6b1f3f7d11
             */
            job_id: string;
            /** @description What a partial proxy lacks of its film; null for others. With option `accept_damage` alone. */
            missing: components["schemas"]["MissingTime"] | null;
            options: components["schemas"]["Options"];
            /** @description What a running job is doing. */
            phase: components["schemas"]["Phase"] | null;
            /**
             * Profile
             * @example web-720p
             */
            profile: string;
            /**
             * Progress
             * @description 0 to 1; never backwards within an attempt.
             * @example 0.42
             */
            progress: number;
            /**
             * Proxy Size
             * @description Bytes; null until the proxy is published.
             * @example 9175040
             */
            proxy_size: number | null;
            /** Queued At */
            queued_at: string | null;
            /**
             * Remedies
             * @description What may help: to retry the job, or to convert its source otherwise. Empty where only another file can.
             */
            remedies: ("retry" | "convert")[];
            /**
             * Size
             * @description Bytes of the source.
             * @example 73400320
             */
            size: number;
            /** Started At */
            started_at: string | null;
            /** @description waiting (for the upload), queued, running; then done, partial, failed, rejected, cancelled, or expired. */
            status: components["schemas"]["Status"];
            /**
             * Worker
             * @description Host of the latest try; null while many share it, see `segments`.
             */
            worker: string | null;
        };
        /**
         * JobLines
         * @description Some jobs, newest first, as lines of a list.
         */
        JobLines: {
            /** Jobs */
            jobs: components["schemas"]["JobLine"][];
            /**
             * Next Cursor
             * @description Give it as `cursor` for the next page; null at the end.
             */
            next_cursor: string | null;
            /**
             * Unreadable
             * @description Jobs of this page of which what is written down cannot be read, newest first. A page may be all of these: only `next_cursor` tells the end.
             * @default []
             */
            unreadable: components["schemas"]["UnreadableJob"][];
        };
        /**
         * JobList
         * @description Some jobs, newest first.
         */
        JobList: {
            /** Jobs */
            jobs: components["schemas"]["JobAnswer"][];
            /**
             * Next Cursor
             * @description Give it as `cursor` for the next page; null at the end.
             */
            next_cursor: string | null;
            /**
             * Unreadable
             * @description Jobs of this page of which what is written down cannot be read, newest first. A page may be all of these: only `next_cursor` tells the end.
             * @default []
             */
            unreadable: components["schemas"]["UnreadableJob"][];
        };
        /**
         * JoinAnswer
         * @description What a worker needs to work here, keys and passwords included.
         */
        JoinAnswer: {
            /**
             * Environment
             * @description Its environment, by variable.
             * @example {
             *       "AWS_REGION": "us-east-1",
             *       "SOURCE_BUCKET": "sources"
             *     }
             */
            environment: {
                [key: string]: string;
            };
        };
        /**
         * Lack
         * @description What is missing of the picture, or of one audio track.
         */
        Lack: {
            /**
             * Count
             * @description How many ranges there are.
             */
            count: number;
            /**
             * Ranges
             * @description The first of them, up to 200 of all streams together.
             */
            ranges: components["schemas"]["Range"][];
            /**
             * Seconds
             * @description How long all ranges are together.
             */
            seconds: number;
            /**
             * Track
             * @description Number of the audio track, from 1; null: the picture.
             */
            track: number | null;
        };
        /**
         * Log
         * @description Some deliveries, newest first.
         */
        Log: {
            /** Deliveries */
            deliveries: components["schemas"]["DeliveryLine"][];
            /**
             * Next Cursor
             * @description Give it as `cursor` for the next page; null at the end.
             */
            next_cursor: string | null;
        };
        /**
         * Media
         * @description The facts of a file. Times are seconds.
         */
        Media: {
            /**
             * Audio
             * @default []
             */
            audio: components["schemas"]["Audio"][];
            /**
             * Bit Rate
             * @description Bits per second.
             */
            bit_rate?: number | null;
            /**
             * Chapters
             * @description At most 255.
             * @default []
             */
            chapters: components["schemas"]["Chapter"][];
            /**
             * Container
             * @description Container family, such as mov, matroska, mpegts.
             */
            container: string;
            /**
             * Cut Off
             * @description What the file ends within, as its structure shows; empty: nothing.
             * @default
             */
            cut_off: string;
            /**
             * Drop Frame
             * @description Drop-frame timecode counts 29.97 and 59.94 by skipping numbers.
             */
            readonly drop_frame: boolean;
            /**
             * Dropped Streams
             * @description What no proxy has: data, subtitles that are pictures, cover pictures, chapters beyond the 255th. Films that 0.3.0 and earlier looked at have all subtitles here.
             * @default []
             */
            dropped_streams: string[];
            /** Duration */
            duration: number;
            /**
             * Indexed
             * @description Pieces of the picture that the index of an AVI lists and that are not empty; null: not known.
             */
            indexed?: number | null;
            /**
             * Other Tags
             * @description Names of further tags it has, which no proxy gets.
             * @default []
             */
            other_tags: string[];
            /**
             * Programme
             * @description Number of the programme that was taken, where there are several; else null.
             */
            programme?: number | null;
            /** Reel Name */
            reel_name?: string | null;
            /**
             * Shift
             * @description By how much later than it does ffmpeg takes it to begin; see `early`.
             * @default 0
             */
            shift: number;
            /**
             * Start
             * @default 0
             */
            start: number;
            /**
             * Subtitles
             * @description Those that are text.
             * @default []
             */
            subtitles: components["schemas"]["Subtitle"][];
            /**
             * Tags
             * @description What the file says of itself as a whole: creation_time, title, artist, date, comment, description, copyright, make and model of the camera. Where it was recorded is not among it.
             * @default {}
             */
            tags: {
                [key: string]: string;
            };
            /**
             * Timecode
             * @description Start timecode HH:MM:SS:FF, with `;` before FF for drop frame.
             */
            timecode?: string | null;
            video: components["schemas"]["Video"];
        };
        /**
         * Missing
         * @description What a partial proxy lacks of its film.
         */
        Missing: {
            /**
             * Of Seconds
             * @description How long the film is, by what it says of itself and by what could be read.
             */
            of_seconds: number;
            /**
             * Open End
             * @description The file is cut off, and does not say how much should follow.
             * @default false
             */
            open_end: boolean;
            /**
             * Seconds
             * @description How long picture or sound, or both, are missing.
             */
            seconds: number;
            /**
             * Spoiled
             * @description Some of what is there was decoded with errors: its pictures or sound are damaged.
             */
            spoiled: boolean;
            /**
             * Streams
             * @description The picture first, then the audio tracks; those that lack something.
             */
            streams: components["schemas"]["Lack"][];
        };
        /**
         * MissingTime
         * @description How much of a film a partial proxy lacks; its certificate has the ranges.
         */
        MissingTime: {
            /**
             * Of Seconds
             * @description How long the film is.
             * @example 60
             */
            of_seconds: number;
            /**
             * Seconds
             * @description How long picture or sound, or both, are missing.
             * @example 12
             */
            seconds: number;
        };
        /**
         * Month
         * @description What a month has cost so far.
         */
        Month: {
            /**
             * Amount
             * @description The sum of the days.
             */
            amount: number;
            /**
             * Ceiling
             * @description The setting month_ceiling.
             */
            ceiling: number | null;
            /**
             * Days
             * @description Days on which something was done, the first one first.
             */
            days: components["schemas"]["Day"][];
            /**
             * Month
             * @description Year and month, in UTC.
             * @example 2026-11
             */
            month: string;
            /** @description The list that is counted by. */
            prices: components["schemas"]["Prices"];
            /**
             * Running
             * @description What the jobs that run now are estimated to cost.
             */
            running: number;
            /**
             * Unit
             * @description What amounts are in: a currency, or CPU-s.
             * @example USD
             */
            unit: string;
        };
        /**
         * Multipart
         * @description Files from 16 MiB.
         */
        MultipartAnswer: {
            /**
             * Job Id
             * @example 7d5c1f0e6d534e0b9f0c0a6b1f3f7d11
             */
            job_id: string;
            /**
             * Method
             * @default multipart
             * @constant
             */
            method: "multipart";
            upload: components["schemas"]["MultipartUpload"];
        };
        /**
         * MultipartUpload
         * @description PUTs of parts, in any order, several at a time.
         */
        MultipartUpload: {
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Part Checksums
             * @description crc32: give the CRC-32 of each part when it is to be signed. Null also where the storage cannot hold it.
             */
            part_checksums: "crc32" | null;
            /**
             * Part Size
             * @description Bytes of each part but the last.
             */
            part_size: number;
            /**
             * Parts
             * @description The first 100 parts at most; POST /upload/{job_id}/parts/ signs the others. None where `part_checksums` is given.
             */
            parts: components["schemas"]["PartAnswer"][];
            /** Upload Id */
            upload_id: string;
        };
        /**
         * NewWebhook
         * @description An address that wants to be told.
         */
        NewWebhook: {
            /**
             * Description
             * @default
             * @example Tells the editors' chat.
             */
            description: string;
            /**
             * States
             * @description States of a job that it is told of; null: those that jobs end in.
             */
            states?: components["schemas"]["Status"][] | null;
            /**
             * Url
             * @description Takes a POST of each message: https, and public unless the deployment says otherwise.
             * @example https://studio.example.org/vts
             */
            url: string;
        };
        /**
         * Options
         * @description What one job may ask of its profile.
         */
        Options: {
            /**
             * Accept Damage
             * @description Take what can be read of a damaged film: where not all can, the job ends `partial` instead of failed, and its certificate names the ranges that are missing.
             * @default false
             */
            accept_damage: boolean;
            /**
             * Background
             * @description Colour, as #rrggbb, that shows where a source with an alpha channel does not cover it; null: black. Not for a profile that keeps the channel.
             */
            background?: string | null;
            /**
             * Priority
             * @description How soon it is taken among those that wait; null: by the folder of its source, else normal.
             */
            priority?: ("high" | "normal" | "low") | null;
            /**
             * Programme
             * @description Number of the programme to take of a transport stream; null: the first with a picture.
             */
            programme?: number | null;
            /**
             * Quality
             * @description Size against fidelity, for profiles whose codec can choose.
             */
            quality?: ("low" | "medium" | "high") | null;
            /**
             * Rate
             * @description Frames a second of a raw stream that does not state them, such as 25, 29.97 or 30000/1001. Files whose pictures have times keep these, whatever is said here.
             */
            rate?: string | null;
            /**
             * Resolution
             * @description Longest allowed short side of the picture; never scaled up.
             */
            resolution?: ("source" | "2160p" | "1440p" | "1080p" | "720p" | "540p" | "480p" | "360p") | null;
        };
        /**
         * PartAnswer
         * @description One PUT of one part, of exactly `size` bytes.
         */
        PartAnswer: {
            /**
             * Headers
             * @description Send these with the PUT, as they are.
             */
            headers: {
                [key: string]: string;
            };
            /** Number */
            number: number;
            /**
             * Size
             * @description Bytes.
             */
            size: number;
            /** Url */
            url: string;
        };
        /**
         * PartsRequest
         * @description The parts to sign (again).
         */
        PartsRequest: {
            /**
             * Checksums
             * @description CRC-32 of each of these parts, most significant byte first, base64. Needed where the upload was begun with `part_checksums`, else not used.
             * @example [
             *       "y/U6HA==",
             *       "AAAAAA=="
             *     ]
             */
            checksums?: string[] | null;
            /**
             * Numbers
             * @example [
             *       101,
             *       102
             *     ]
             */
            numbers: number[];
        };
        /**
         * Phase
         * @description What a running job is doing.
         * @enum {string}
         */
        Phase: "probing" | "encoding" | "verifying" | "publishing";
        /**
         * PhaseTimes
         * @description When each phase of the latest attempt began; None for those it has not come to. Probing begins with the attempt.
         */
        PhaseTimes: {
            /** Encoding */
            encoding?: string | null;
            /** Publishing */
            publishing?: string | null;
            /** Verifying */
            verifying?: string | null;
        };
        /**
         * Prices
         * @description A list of prices, in ``unit``; what is not named costs nothing.
         */
        Prices: {
            /**
             * Api Call
             * @default 0
             */
            api_call: number;
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /**
             * Cpu Second
             * @default 0
             */
            cpu_second: number;
            /**
             * Disk Gb Second
             * @default 0
             */
            disk_gb_second: number;
            /**
             * Egress Gb
             * @default 0
             */
            egress_gb: number;
            /**
             * Gb Month
             * @default 0
             */
            gb_month: number;
            /**
             * Gb Second
             * @default 0
             */
            gb_second: number;
            /**
             * Get
             * @default 0
             */
            get: number;
            /**
             * Invocation
             * @default 0
             */
            invocation: number;
            /**
             * Message
             * @default 0
             */
            message: number;
            /**
             * Put
             * @default 0
             */
            put: number;
            /** Region */
            region: string;
            /** Source */
            source: string;
            /**
             * Table Read
             * @default 0
             */
            table_read: number;
            /**
             * Table Write
             * @default 0
             */
            table_write: number;
            /**
             * Unit
             * @description What amounts are in: a currency, or CPU-s.
             * @example USD
             */
            unit: string;
        };
        /**
         * Problem
         * @description Why a job ended without a proxy.
         */
        Problem: {
            /** Code */
            code: string;
            /** Hint */
            hint: string;
            /** Message */
            message: string;
        };
        /**
         * ProfileAnswer
         * @description A preset and what it makes.
         */
        ProfileAnswer: {
            /**
             * Audio Codec
             * @example aac
             */
            audio_codec: string;
            /**
             * Container
             * @example mp4
             */
            container: string;
            /**
             * Description
             * @description What it makes, and what for.
             */
            description: string;
            /**
             * Digest
             * @description Names the preset by what it does.
             */
            digest: string;
            /**
             * Is Default
             * @description Taken, as the settings shape it, by jobs that name none.
             */
            is_default: boolean;
            /**
             * Keeps Alpha
             * @description An alpha channel is kept, so that `options.background` may not be given.
             */
            keeps_alpha: boolean;
            /**
             * Name
             * @example web-720p
             */
            name: string;
            /**
             * Qualities
             * @description What `options.quality` may be; empty where the codec fixes it.
             */
            qualities: ("low" | "medium" | "high")[];
            /**
             * Quality
             * @description Null where the codec fixes its quality.
             */
            quality: ("low" | "medium" | "high") | null;
            /**
             * Resolution
             * @description Longest allowed short side of the picture; never scaled up.
             * @enum {string}
             */
            resolution: "source" | "2160p" | "1440p" | "1080p" | "720p" | "540p" | "480p" | "360p";
            /**
             * Title
             * @description Name for people.
             */
            title: string;
            /**
             * Video Codec
             * @example h264
             */
            video_codec: string;
        };
        /**
         * ProfilesAnswer
         * @description The presets, by name.
         */
        ProfilesAnswer: {
            /** Profiles */
            profiles: components["schemas"]["ProfileAnswer"][];
        };
        /**
         * ProxyAnswer
         * @description The published proxy.
         */
        ProxyAnswer: {
            certificate: components["schemas"]["Certificate"];
            /**
             * Key
             * @example proxies/7d5c1f0e6d534e0b9f0c0a6b1f3f7d11/1/proxy.mp4
             */
            key: string;
            media: components["schemas"]["Media"];
            /**
             * Size
             * @description Bytes.
             * @example 9175040
             */
            size: number;
        };
        /**
         * Range
         * @description A time, in seconds from the film's start.
         */
        Range: {
            /** End */
            end: number;
            /** Start */
            start: number;
        };
        /**
         * Rule
         * @description One comparison of the proxy with its source and plan.
         */
        Rule: {
            /**
             * Expected
             * @example 1799
             */
            expected: string;
            /**
             * Found
             * @example 1799
             */
            found: string;
            /**
             * Note
             * @description Why this was expected, where the plan changed the source's value on purpose.
             * @default
             */
            note: string;
            /** Passed */
            passed: boolean;
            /**
             * Rule
             * @description Stable name, such as frame_count or start_timecode.
             * @example frame_count
             */
            rule: string;
        };
        /**
         * Sample
         * @description How a host was at one moment.
         */
        Sample: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Cpu Percent
             * @description All cores together, 0 to 100: the mean since the sample before.
             */
            cpu_percent: number;
            /**
             * Disk Free
             * @description Free space of the work folder, bytes.
             */
            disk_free: number;
            /**
             * Jobs
             * @description How many jobs ran on it.
             */
            jobs: number;
            /**
             * Load Average
             * @description Over the last minute.
             */
            load_average: number;
            /**
             * Memory Percent
             * @description 0 to 100: the mean since the sample before.
             */
            memory_percent: number;
        };
        /**
         * Segment
         * @description One segment of the picture.
         */
        Segment: {
            /** Frames Done */
            frames_done: number;
            /**
             * Frames Total
             * @description Null until a worker has taken it.
             */
            frames_total: number | null;
            /**
             * Number
             * @description Its place in the film, from 0, as in the log.
             */
            number: number;
            /**
             * State
             * @description waiting (for a worker, or for another try), running, done.
             * @enum {string}
             */
            state: "waiting" | "running" | "done";
            /** Tries */
            tries: number;
            /**
             * Worker
             * @description Host of the latest try.
             */
            worker: string | null;
        };
        /**
         * Segments
         * @description All segments of a job, in the order of the film.
         */
        Segments: {
            /** Done */
            done: number;
            /** Segments */
            segments: components["schemas"]["Segment"][];
            /**
             * Sound
             * @description Sound that is encoded is one piece; of sound that is copied each segment takes its share.
             * @enum {string}
             */
            sound: "waiting" | "running" | "done";
            /** Total */
            total: number;
        };
        /**
         * SettingField
         * @description One setting: what it takes, and what it is for.
         */
        SettingField: {
            /**
             * Choices
             * @description What a choice is made from; empty for the other kinds.
             */
            choices: string[];
            /** Default */
            default: boolean | number | string | null;
            /**
             * Group
             * @description What it is about; those of one group stand together.
             * @enum {string}
             */
            group: "jobs" | "limits" | "work" | "costs" | "retention";
            /**
             * Help
             * @description What it does.
             * @example Proxies are deleted this long after their job ended.
             */
            help: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "integer" | "number" | "boolean" | "choice" | "text";
            /**
             * Maximum
             * @description Largest number taken.
             * @example 87600
             */
            maximum: number | null;
            /**
             * Minimum
             * @description Smallest number taken.
             * @example 0.01
             */
            minimum: number | null;
            /**
             * Name
             * @example retention_hours
             */
            name: string;
            /**
             * Nullable
             * @description It may be null, which `help` explains.
             */
            nullable: boolean;
            /**
             * Title
             * @description What it is called for people.
             * @example Keep proxies for
             */
            title: string;
            /**
             * Unit
             * @description What a number counts; null for what is none.
             * @example hours
             */
            unit: string | null;
        };
        /**
         * SettingFields
         * @description The settings, in the order in which they are to be shown.
         */
        SettingFields: {
            /** Fields */
            fields: components["schemas"]["SettingField"][];
        };
        /**
         * SettingsAnswer
         * @description The run-time settings, and the version that a later save may insist on.
         */
        SettingsAnswer: {
            /**
             * Clean up every
             * @description Time between two turns of the clock.
             * @default 60
             */
            cleanup_interval_seconds: number;
            /**
             * Keep jobs for
             * @description Job rows are deleted this long after the job ended, and never before its files.
             * @default 720
             */
            history_hours: number;
            /**
             * Leave out of the inbox
             * @description Files of the inbox of which no job is made, by name: patterns with * and ?, separated by commas.
             * @default ._*, .DS_Store, Thumbs.db, desktop.ini, *.xml, *.xmp, *.thm, *.bim, *.cpi, *.mpl, *.bdm, *.bdmv, *.ctg, *.cif, *.ppn, *.smi
             */
            ignored_files: string;
            /**
             * A job may cost
             * @description A job that is estimated to cost more is refused, in USD on AWS, elsewhere in CPU-seconds; null: one that is estimated to take more CPU-seconds than 4,000 for each MB of its file, and 3,600 at least.
             */
            job_ceiling?: number | null;
            /**
             * Tries
             * @description Tries of one job before it fails.
             * @default 5
             */
            max_attempts: number;
            /**
             * Jobs at once
             * @description Jobs that one worker runs at once.
             * @default 2
             */
            max_concurrent_jobs: number;
            /**
             * Longest film
             * @description Longest video taken.
             * @default 21600
             */
            max_duration_seconds: number;
            /**
             * Largest file
             * @description Largest file taken.
             * @default 107374182400
             */
            max_upload_bytes: number;
            /**
             * Mix builds of ffmpeg
             * @description Workers with different builds of ffmpeg may make segments of one video.
             * @default false
             */
            mixed_builds: boolean;
            /**
             * A month may cost
             * @description What the jobs of a month may cost; null: any amount. In USD on AWS, elsewhere in CPU-seconds.
             */
            month_ceiling?: number | null;
            /**
             * Names of proxies
             * @description What downloads are called, before their extension: {name}{suffix} (film_proxy.mp4); {name}, as the film itself, by which DaVinci Resolve finds its proxies; {folder}/{name}{suffix}, in the film's folder. Parts: {folder}, {name}, {suffix}, {profile}, {job_id}, {date}.
             * @default {name}{suffix}
             */
            name_template: string;
            /**
             * Beyond the ceiling of a month
             * @description Whether jobs beyond the month's ceiling wait, or are refused.
             * @default queue
             * @enum {string}
             */
            over_month_ceiling: "queue" | "refuse";
            /**
             * Profile
             * @description Profile of jobs that name none.
             * @default web-720p
             */
            profile: string;
            /**
             * Quality
             * @description Quality of the default profile; null: the profile's own.
             */
            quality?: ("low" | "medium" | "high") | null;
            /**
             * Resolution
             * @description Short side of the default profile's picture; null: the profile's own.
             */
            resolution?: ("source" | "2160p" | "1440p" | "1080p" | "720p" | "540p" | "480p" | "360p") | null;
            /**
             * Keep proxies for
             * @description Proxies are deleted this long after their job ended.
             * @default 168
             */
            retention_hours: number;
            /**
             * Cut films into segments from
             * @description Videos at least this long are made in segments by all workers that are free; 0: none are.
             * @default 300
             */
            segment_from_seconds: number;
            /**
             * Shortest segment
             * @description Shortest length of a segment; null: chosen by the video and by how many workers are free.
             */
            segment_seconds?: number | null;
            /**
             * Keep sources for
             * @description Sources are deleted this long after their last job ended.
             * @default 168
             */
            source_retention_hours: number;
            /**
             * Give up a standstill after
             * @description An attempt without a new frame for this long is ended.
             * @default 120
             */
            stall_seconds: number;
            /**
             * Wait for uploads for
             * @description An upload that has not come by then is expired.
             * @default 24
             */
            upload_expiry_hours: number;
            /**
             * Version
             * @description Grows with each save; 0 while nobody has saved any.
             */
            version: number;
        };
        /**
         * SettingsChange
         * @description Any subset of the settings.
         * @example {
         *       "max_concurrent_jobs": 1,
         *       "resolution": "540p"
         *     }
         */
        SettingsChange: {
            /**
             * Clean up every
             * @description Time between two turns of the clock.
             * @default 60
             */
            cleanup_interval_seconds: number;
            /**
             * Keep jobs for
             * @description Job rows are deleted this long after the job ended, and never before its files.
             * @default 720
             */
            history_hours: number;
            /**
             * Leave out of the inbox
             * @description Files of the inbox of which no job is made, by name: patterns with * and ?, separated by commas.
             * @default ._*, .DS_Store, Thumbs.db, desktop.ini, *.xml, *.xmp, *.thm, *.bim, *.cpi, *.mpl, *.bdm, *.bdmv, *.ctg, *.cif, *.ppn, *.smi
             */
            ignored_files: string;
            /**
             * A job may cost
             * @description A job that is estimated to cost more is refused, in USD on AWS, elsewhere in CPU-seconds; null: one that is estimated to take more CPU-seconds than 4,000 for each MB of its file, and 3,600 at least.
             */
            job_ceiling?: number | null;
            /**
             * Tries
             * @description Tries of one job before it fails.
             * @default 5
             */
            max_attempts: number;
            /**
             * Jobs at once
             * @description Jobs that one worker runs at once.
             * @default 2
             */
            max_concurrent_jobs: number;
            /**
             * Longest film
             * @description Longest video taken.
             * @default 21600
             */
            max_duration_seconds: number;
            /**
             * Largest file
             * @description Largest file taken.
             * @default 107374182400
             */
            max_upload_bytes: number;
            /**
             * Mix builds of ffmpeg
             * @description Workers with different builds of ffmpeg may make segments of one video.
             * @default false
             */
            mixed_builds: boolean;
            /**
             * A month may cost
             * @description What the jobs of a month may cost; null: any amount. In USD on AWS, elsewhere in CPU-seconds.
             */
            month_ceiling?: number | null;
            /**
             * Names of proxies
             * @description What downloads are called, before their extension: {name}{suffix} (film_proxy.mp4); {name}, as the film itself, by which DaVinci Resolve finds its proxies; {folder}/{name}{suffix}, in the film's folder. Parts: {folder}, {name}, {suffix}, {profile}, {job_id}, {date}.
             * @default {name}{suffix}
             */
            name_template: string;
            /**
             * Beyond the ceiling of a month
             * @description Whether jobs beyond the month's ceiling wait, or are refused.
             * @default queue
             * @enum {string}
             */
            over_month_ceiling: "queue" | "refuse";
            /**
             * Profile
             * @description Profile of jobs that name none.
             * @default web-720p
             */
            profile: string;
            /**
             * Quality
             * @description Quality of the default profile; null: the profile's own.
             */
            quality?: ("low" | "medium" | "high") | null;
            /**
             * Resolution
             * @description Short side of the default profile's picture; null: the profile's own.
             */
            resolution?: ("source" | "2160p" | "1440p" | "1080p" | "720p" | "540p" | "480p" | "360p") | null;
            /**
             * Keep proxies for
             * @description Proxies are deleted this long after their job ended.
             * @default 168
             */
            retention_hours: number;
            /**
             * Cut films into segments from
             * @description Videos at least this long are made in segments by all workers that are free; 0: none are.
             * @default 300
             */
            segment_from_seconds: number;
            /**
             * Shortest segment
             * @description Shortest length of a segment; null: chosen by the video and by how many workers are free.
             */
            segment_seconds?: number | null;
            /**
             * Keep sources for
             * @description Sources are deleted this long after their last job ended.
             * @default 168
             */
            source_retention_hours: number;
            /**
             * Give up a standstill after
             * @description An attempt without a new frame for this long is ended.
             * @default 120
             */
            stall_seconds: number;
            /**
             * Wait for uploads for
             * @description An upload that has not come by then is expired.
             * @default 24
             */
            upload_expiry_hours: number;
            /**
             * Version
             * @description Save only if this is still the version; so does If-Match.
             */
            version?: number | null;
        };
        /**
         * SignedPartsAnswer
         * @description Signed parts, in the order they were asked for.
         */
        SignedPartsAnswer: {
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Parts */
            parts: components["schemas"]["PartAnswer"][];
        };
        /**
         * SignInAnswer
         * @description What a client of the authorization code flow with PKCE needs to know (RFC 7636, OpenID Connect Core 1.0).
         */
        SignInAnswer: {
            /**
             * Client Id
             * @description The page's client there.
             * @example page
             */
            client_id: string;
            /**
             * Issuer
             * @description Who signs users in; null: nobody has to.
             * @example https://login.example.org/realms/film
             */
            issuer: string | null;
            /**
             * Scope
             * @description What the page asks for.
             * @example openid
             */
            scope: string;
        };
        /**
         * Single
         * @description Files below 16 MiB.
         */
        SingleAnswer: {
            /**
             * Job Id
             * @example 7d5c1f0e6d534e0b9f0c0a6b1f3f7d11
             */
            job_id: string;
            /**
             * Method
             * @default single
             * @constant
             */
            method: "single";
            upload: components["schemas"]["SingleUpload"];
        };
        /**
         * SingleUpload
         * @description One PUT of the whole file.
         */
        SingleUpload: {
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Headers
             * @description Send these with the PUT, as they are.
             */
            headers: {
                [key: string]: string;
            };
            /** Url */
            url: string;
        };
        /**
         * SourceAnswer
         * @description The object a job reads.
         */
        SourceAnswer: {
            /**
             * Bucket
             * @example sources
             */
            bucket: string;
            /**
             * Etag
             * @description Version that the job is pinned to; null until the object has arrived.
             */
            etag: string | null;
            /**
             * Key
             * @example uploads/7d5c1f0e6d534e0b9f0c0a6b1f3f7d11/source
             */
            key: string;
            /** @description What is in it; null until it was probed. */
            media: components["schemas"]["Media"] | null;
            /**
             * Size
             * @description Bytes; the declared size until the object has arrived.
             * @example 73400320
             */
            size: number;
        };
        /**
         * State
         * @description Where a delivery stands.
         * @enum {string}
         */
        State: "pending" | "delivered" | "given_up";
        /**
         * Status
         * @description Where a job stands. Statuses only move forward, except by retry.
         * @enum {string}
         */
        Status: "waiting" | "queued" | "running" | "done" | "partial" | "failed" | "rejected" | "cancelled" | "expired";
        /**
         * StoredPart
         * @description A part that the bucket has.
         */
        StoredPart: {
            /** Etag */
            etag: string;
            /** Number */
            number: number;
            /**
             * Size
             * @description Bytes.
             */
            size: number;
        };
        /**
         * StoredPartsAnswer
         * @description The parts that the bucket has, by number.
         */
        StoredPartsAnswer: {
            /** Parts */
            parts: components["schemas"]["StoredPart"][];
        };
        /**
         * Options
         * @description What one job may ask of its profile.
         */
        StrictOptions: {
            /**
             * Accept Damage
             * @description Take what can be read of a damaged film: where not all can, the job ends `partial` instead of failed, and its certificate names the ranges that are missing.
             * @default false
             */
            accept_damage: boolean;
            /**
             * Background
             * @description Colour, as #rrggbb, that shows where a source with an alpha channel does not cover it; null: black. Not for a profile that keeps the channel.
             */
            background?: string | null;
            /**
             * Priority
             * @description How soon it is taken among those that wait; null: by the folder of its source, else normal.
             */
            priority?: ("high" | "normal" | "low") | null;
            /**
             * Programme
             * @description Number of the programme to take of a transport stream; null: the first with a picture.
             */
            programme?: number | null;
            /**
             * Quality
             * @description Size against fidelity, for profiles whose codec can choose.
             */
            quality?: ("low" | "medium" | "high") | null;
            /**
             * Rate
             * @description Frames a second of a raw stream that does not state them, such as 25, 29.97 or 30000/1001. Files whose pictures have times keep these, whatever is said here.
             */
            rate?: string | null;
            /**
             * Resolution
             * @description Longest allowed short side of the picture; never scaled up.
             */
            resolution?: ("source" | "2160p" | "1440p" | "1080p" | "720p" | "540p" | "480p" | "360p") | null;
        };
        /**
         * Subtitle
         * @description A stream of subtitles that are text.
         */
        Subtitle: {
            /** Codec */
            codec: string;
            /**
             * Default
             * @description It is shown unless the viewer says otherwise.
             * @default false
             */
            default: boolean;
            /**
             * Forced
             * @description It has only what every viewer has to read.
             * @default false
             */
            forced: boolean;
            /**
             * Hearing Impaired
             * @description It also says what is to be heard.
             * @default false
             */
            hearing_impaired: boolean;
            /** Index */
            index: number;
            /**
             * Language
             * @description As the file says it.
             */
            language?: string | null;
            /** Title */
            title?: string | null;
        };
        /**
         * SystemHistory
         * @description The hosts that reported within the span, by name, also those that are silent now.
         */
        SystemHistory: {
            /**
             * Every Seconds
             * @description Time between two samples of a host.
             */
            every_seconds: number;
            /** Hosts */
            hosts: components["schemas"]["HostHistory"][];
            /**
             * Span Seconds
             * @description How far the samples reach back.
             */
            span_seconds: number;
        };
        /**
         * SystemLoad
         * @description The hosts that reported lately, by name, and the mean of them; null where there is none.
         */
        SystemLoad: {
            /** Cpu Percent */
            cpu_percent: number | null;
            /** Hosts */
            hosts: components["schemas"]["HostLoad"][];
            /** Memory Percent */
            memory_percent: number | null;
        };
        /**
         * Trouble
         * @description An endpoint that has been failing: since when, how often, why, and until when it is left alone.
         */
        Trouble: {
            /**
             * Failures
             * @description Tries in a row that failed.
             */
            failures: number;
            /**
             * Reason
             * @description Why the last one did.
             */
            reason: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * @description Nothing is sent to it before then; null: it is tried as it comes.
             */
            until: string | null;
        };
        /**
         * Try
         * @description One POST, and what came of it.
         */
        Try: {
            /**
             * Answer
             * @description The first 500 characters of the answer's body.
             */
            answer: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Error
             * @description Why the message does not count as taken; empty when it does.
             */
            error: string;
            /**
             * Seconds
             * @description How long it took.
             */
            seconds: number;
            /**
             * Status
             * @description HTTP status of the answer; null where none came.
             */
            status: number | null;
        };
        /**
         * Turn
         * @description One turn: what was lost and mended, and what was past its retention and deleted.
         */
        Turn: {
            /**
             * Done
             * @description What it mended and deleted, counted by kind; empty where there was nothing to do.
             * @example {
             *       "outputs_deleted": 2
             *     }
             */
            done: {
                [key: string]: number;
            };
            /**
             * Ended At
             * Format: date-time
             */
            ended_at: string;
            /**
             * Seconds
             * @description How long it took.
             */
            seconds: number;
        };
        /**
         * UnreadableJob
         * @description A job of which what is written down cannot be read: nothing is done with it, and it can be deleted.
         */
        UnreadableJob: {
            /**
             * Created At
             * @description Null where not even that can be read.
             */
            created_at?: string | null;
            /**
             * Filename
             * @description Null where not even that can be read.
             */
            filename?: string | null;
            /**
             * Job Id
             * @example 7d5c1f0e6d534e0b9f0c0a6b1f3f7d11
             */
            job_id: string;
            /**
             * Reason
             * @description What is wrong with it.
             * @example status: Input should be 'waiting', …
             */
            reason: string;
        };
        /**
         * UploadRequest
         * @description The file that is going to be sent.
         */
        UploadRequest: {
            /**
             * Checksum Crc32
             * @description CRC-32 of the whole file, most significant byte first, base64. A single PUT with other bytes is refused by the bucket. Not used beside `checksum_sha256`, and of files that come in parts.
             * @example y/U6HA==
             */
            checksum_crc32?: string | null;
            /**
             * Checksum Sha256
             * @description sha256 of the whole file, base64. A single PUT with other bytes is refused by the bucket.
             */
            checksum_sha256?: string | null;
            /**
             * Content Type
             * @description Media type; the PUT has to carry it.
             * @default application/octet-stream
             * @example video/quicktime
             */
            content_type: string;
            /**
             * Filename
             * @description Its name; kept without control characters and path separators, up to 255 bytes of UTF-8.
             * @example Interview Zoë.mov
             */
            filename: string;
            /**
             * Folder
             * @description The folder it lies in, below the one that is sent: kept without characters that names do not have, up to 1,024 bytes of UTF-8. No `..`, no control characters, and not from the root on.
             * @default
             * @example A001/Clips
             */
            folder: string;
            /**
             * @description What to change of the profile.
             * @default {
             *       "accept_damage": false
             *     }
             * @example {
             *       "resolution": "540p"
             *     }
             */
            options: components["schemas"]["StrictOptions"];
            /**
             * Part Checksums
             * @description crc32: the CRC-32 of each part is told when it is signed, and the bucket refuses a part with other bytes. Parts are then signed by POST /upload/{job_id}/parts/ alone.
             */
            part_checksums?: "crc32" | null;
            /**
             * Profile
             * @description Name of a profile of GET /profiles/; null: the settings' one.
             * @example web-720p
             */
            profile?: string | null;
            /**
             * Size
             * @description Bytes, exactly.
             * @example 73400320
             */
            size: number;
        };
        /**
         * Video
         * @description The video stream that counts: the first that is not a cover picture.
         */
        Video: {
            /**
             * Alpha
             * @description It has an alpha channel: how far each pixel covers what is behind it.
             * @default false
             */
            alpha: boolean;
            /**
             * Alpha Beside
             * @description It has one beside the picture, which the usual decoders pass over (VP8 and VP9 in WebM; HEVC, in a second layer).
             * @default false
             */
            alpha_beside: boolean;
            /**
             * Bit Depth
             * @default 8
             */
            bit_depth: number;
            /** Codec */
            codec: string;
            /** @default {} */
            colour: components["schemas"]["Colour"];
            /**
             * Decoder
             * @description ffmpeg's decoder that reads the channel beside the picture; null: the usual one decodes.
             */
            decoder?: string | null;
            /**
             * Duration
             * @description Seconds.
             */
            duration?: number | null;
            /**
             * Early
             * @description Pictures before the container's time 0, whose times ffmpeg does not tell (Matroska).
             * @default 0
             */
            early: number;
            /**
             * Field Order
             * @default progressive
             * @enum {string}
             */
            field_order: "progressive" | "tff" | "bff" | "unknown";
            /**
             * Frames
             * @description Number of frames by the container's index; None where it has none.
             */
            frames?: number | null;
            /**
             * Height
             * @description Coded height, pixels, before rotation.
             */
            height: number;
            /**
             * Held Back
             * @description Frames that its decoder holds back, as they come in another order than shown.
             * @default 0
             */
            held_back: number;
            /**
             * Index
             * @description Stream index in the container.
             */
            index: number;
            /**
             * Language
             * @description As the file says it.
             */
            language?: string | null;
            /** Pixel Format */
            pixel_format: string;
            /** Profile */
            profile?: string | null;
            /**
             * Rate
             * @description Frame rate as a rational, such as 30000/1001.
             */
            rate: string;
            /**
             * Rotation
             * @description Degrees clockwise a player turns the picture.
             * @default 0
             * @enum {integer}
             */
            rotation: 0 | 90 | 180 | 270;
            /**
             * Sar
             * @description Sample aspect ratio, num:den.
             * @default 1:1
             */
            sar: string;
            /**
             * Start
             * @description First timestamp, seconds.
             * @default 0
             */
            start: number;
            /**
             * Time Base
             * @description Unit of the stream's timestamps.
             * @default 1/1000
             */
            time_base: string;
            /** Title */
            title?: string | null;
            /**
             * Variable Rate
             * @description Frames are not evenly spaced.
             * @default false
             */
            variable_rate: boolean;
            /**
             * Width
             * @description Coded width, pixels, before rotation.
             */
            width: number;
        };
        /**
         * WebhookAnswer
         * @description An address that is told of the states of jobs.
         */
        WebhookAnswer: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Description */
            description: string;
            /** Enabled */
            enabled: boolean;
            /** States */
            states: components["schemas"]["Status"][];
            /** @description Null while it takes what it is sent. */
            trouble: components["schemas"]["Trouble"] | null;
            /** Url */
            url: string;
            /** Webhook Id */
            webhook_id: string;
        };
        /**
         * WebhookChange
         * @description What to change of it; what is left out, or null, stays.
         */
        WebhookChange: {
            /** Description */
            description?: string | null;
            /**
             * Enabled
             * @description False: nothing is sent to it, and what waits is given up.
             */
            enabled?: boolean | null;
            /**
             * States
             * @description States of a job that it is told of; null: those that jobs end in.
             */
            states?: components["schemas"]["Status"][] | null;
            /** Url */
            url?: string | null;
        };
        /**
         * Webhooks
         * @description All webhooks, oldest first.
         */
        Webhooks: {
            /**
             * Unreadable
             * @description Ids of those of which what is written down cannot be read; they can be deleted.
             * @default []
             */
            unreadable: string[];
            /** Webhooks */
            webhooks: components["schemas"]["WebhookAnswer"][];
        };
        /**
         * WebhookSecret
         * @description The same with its secret, which is shown this once.
         */
        WebhookSecret: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Description */
            description: string;
            /** Enabled */
            enabled: boolean;
            /**
             * Secret
             * @description What the messages are signed with: whsec_ and base64.
             * @example whsec_MfKQ9r8…
             */
            secret: string;
            /** States */
            states: components["schemas"]["Status"][];
            /** @description Null while it takes what it is sent. */
            trouble: components["schemas"]["Trouble"] | null;
            /** Url */
            url: string;
            /** Webhook Id */
            webhook_id: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    convert: {
        parameters: {
            query?: never;
            header?: {
                /** @description A word of the caller's own, such as a UUID. Sent again within 24 hours with the same body, the request makes nothing more and is answered as the first time, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConvertRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. Or: The source is not in the bucket. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The first request with this Idempotency-Key is not answered yet. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. Or: Some options of the job are not valid. Or: What a month may cost is spent. Or: There is no profile with this name. Or: Another request was sent with this Idempotency-Key. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    month_costs: {
        parameters: {
            query?: {
                month?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Month"];
                };
            };
            /** @description Not changed since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
                /** @description Only of this job. */
                job_id?: string | null;
                /** @description Most deliveries of a page. */
                limit?: number;
                /** @description Only those that stand like this. */
                state?: components["schemas"]["State"] | null;
                /** @description Only to this webhook. */
                webhook_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Log"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    read_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the delivery, 32 hex digits. */
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    replay_delivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description A word of the caller's own, such as a UUID. Sent again within 24 hours with the same body, the request makes nothing more and is answered as the first time, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the delivery, 32 hex digits. */
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no delivery with this id. Or: There is no webhook with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The first request with this Idempotency-Key is not answered yet. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. Or: Another request was sent with this Idempotency-Key. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    download: {
        parameters: {
            query?: {
                /** @description Which output. */
                output?: "proxy" | "poster" | "certificate" | "source";
                /** @description false: answer with the URL instead of going there. */
                redirect?: boolean;
            };
            header?: never;
            path: {
                /** @description Id of the job, 32 hex digits. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadAnswer"];
                };
            };
            /** @description Redirect to the signed URL. */
            307: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This output of the job is not there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This output is past its retention and was deleted. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something is not well; `dependencies` says what. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthAnswer"];
                };
            };
        };
    };
    list_hosts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostList"];
                };
            };
            /** @description Not changed since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_jobs: {
        parameters: {
            query?: {
                /** @description Leave out what is in the files, certificates and keys: some 0.5 KB a job, not 4.5. */
                brief?: boolean;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
                /** @description First digits of the job's id. */
                id?: string;
                /** @description Most jobs of a page. */
                limit?: number;
                /** @description Part of the folder or the file name, whatever its case. */
                q?: string;
                /** @description Only jobs in this state. */
                status?: components["schemas"]["Status"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"] | components["schemas"]["JobLines"];
                };
            };
            /** @description Not changed since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    delete_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the job, 32 hex digits. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The job is in a state in which this cannot be done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    cancel_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the job, 32 hex digits. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The job is in a state in which this cannot be done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    job_log: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the job, 32 hex digits. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This output of the job is not there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This output is past its retention and was deleted. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    retry_job: {
        parameters: {
            query?: never;
            header?: {
                /** @description A word of the caller's own, such as a UUID. Sent again within 24 hours with the same body, the request makes nothing more and is answered as the first time, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the job, 32 hex digits. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. Or: The source is not in the bucket. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The job is in a state in which this cannot be done. Or: The first request with this Idempotency-Key is not answered yet. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. Or: Another request was sent with this Idempotency-Key. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    join: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinAnswer"];
                };
            };
            /** @description This installation takes no workers from other machines. Or: This is not the token by which workers join this installation. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The job table of this installation is a file, which workers on other machines cannot share. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    process_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_profiles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfilesAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    read_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    change_settings: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the settings as they were read. */
                "if-match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The settings were changed by someone else since they were read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some settings are not valid. Or: Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    setting_fields: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingFields"];
                };
            };
            /** @description Not changed since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    status: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the job, 32 hex digits. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAnswer"];
                };
            };
            /** @description Not changed since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description What is written down about this job cannot be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    system_load: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemLoad"];
                };
            };
            /** @description Not changed since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    system_history: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemHistory"];
                };
            };
            /** @description Not changed since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    start_upload: {
        parameters: {
            query?: never;
            header?: {
                /** @description A word of the caller's own, such as a UUID. Sent again within 24 hours with the same body, the request makes nothing more and is answered as the first time, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UploadRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleAnswer"] | components["schemas"]["MultipartAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The first request with this Idempotency-Key is not answered yet. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The file is larger than this installation takes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The file has no bytes. Or: Some fields of the request are not valid. Or: Some options of the job are not valid. Or: What a month may cost is spent. Or: There is no profile with this name. Or: Another request was sent with this Idempotency-Key. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    abort_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the job, 32 hex digits. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The job is in a state in which this cannot be done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    complete_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the job, 32 hex digits. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. Or: This job has no open upload. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The bucket does not have the whole file yet. Or: The parts in the bucket do not add up to the declared size. Or: The job is in a state in which this cannot be done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_parts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the job, 32 hex digits. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredPartsAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. Or: This job has no open upload. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The job is in a state in which this cannot be done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    sign_parts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the job, 32 hex digits. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartsRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedPartsAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. Or: This job has no open upload. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The job is in a state in which this cannot be done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    sign_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the job, 32 hex digits. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleUpload"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no job with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The job is in a state in which this cannot be done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_webhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhooks"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    add_webhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A word of the caller's own, such as a UUID. Sent again within 24 hours with the same body, the request makes nothing more and is answered as the first time, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There are as many webhooks as one installation may have. Or: The first request with this Idempotency-Key is not answered yet. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. Or: Another request was sent with this Idempotency-Key. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    read_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the webhook, 16 hex digits. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no webhook with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    change_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the webhook, 16 hex digits. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no webhook with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    remove_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the webhook, 16 hex digits. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no webhook with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    renew_webhook_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A word of the caller's own, such as a UUID. Sent again within 24 hours with the same body, the request makes nothing more and is answered as the first time, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the webhook, 16 hex digits. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no webhook with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The first request with this Idempotency-Key is not answered yet. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. Or: Another request was sent with this Idempotency-Key. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    test_webhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A word of the caller's own, such as a UUID. Sent again within 24 hours with the same body, the request makes nothing more and is answered as the first time, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the webhook, 16 hex digits. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryAnswer"];
                };
            };
            /** @description Pages of other sites may not change anything here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description There is no webhook with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request did not come in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The first request with this Idempotency-Key is not answered yet. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The body of the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This installation is not known by the name that the request calls it. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Some fields of the request are not valid. Or: Another request was sent with this Idempotency-Key. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something unexpected happened. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something this needs is away at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
}
