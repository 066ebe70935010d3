/**
 * What docs/openapi.json says, as types (written by openapi-typescript): not for hands. A test in this folder compares the two, and with
 * `vitest run --update` writes this file.
 */

export interface paths {
    readonly "/api/auth/nonce": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Issue a nonce to sign in with; it is good for five minutes and one attempt */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": {
                        readonly address?: string;
                    } | null;
                };
            };
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["SignInNonce"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/auth/verify": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Sign in with a signed EIP-4361 message */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": {
                        readonly message: string;
                        readonly signature: string;
                    };
                };
            };
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["SignedIn"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 401: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/auth/session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who is signed in; both fields are null for a visitor, which is no error */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["CurrentSession"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/auth/signout": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** End the session of this cookie */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 204: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/profile": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Your statement and the state of its embedding */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Profile"];
                    };
                };
                /** @description Default Response */
                readonly 401: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Set your statement, whether others find you, or both; a worker computes the embedding
         * @description With searchable false your embedding is deleted before the answer, and no search finds you until you set it to true.
         */
        readonly put: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": {
                        readonly statement?: string;
                        readonly searchable?: boolean;
                    };
                };
            };
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Profile"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 401: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly post?: never;
        /**
         * Delete your statement and its embeddings; no search finds you until you set searchable to true
         * @description Attestations that you made or received stay: others signed them, or hold them.
         */
        readonly delete: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 204: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 401: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/similarity": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** The identities nearest to an address, a text or a vector; your own is left out */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": {
                        readonly address?: string;
                        readonly text?: string;
                        readonly embedding?: readonly number[];
                        /** @default 10 */
                        readonly k?: number;
                        /** @description Who may be among the results. One attestation has to meet attestedBy, schema and chainId together */
                        readonly filter?: {
                            /** @description Holds a valid attestation of this wallet */
                            readonly attestedBy?: string;
                            /** @description Holds a valid attestation by this schema */
                            readonly schema?: string;
                            /** @description Holds a valid attestation made for this EIP-155 chain */
                            readonly chainId?: number;
                            /**
                             * Format: date-time
                             * @description Signed in for the first time then or later, from 1900 to 9999
                             */
                            readonly createdSince?: string;
                        };
                        /** @description Cosine, 1 minus the distance: less similar identities are left out */
                        readonly minSimilarity?: number;
                    };
                };
            };
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Similarity"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 401: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 409: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/schemas": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The schemas that are known here, newest first */
        readonly get: {
            readonly parameters: {
                readonly query?: {
                    /** @description nextCursor of the page before */
                    readonly cursor?: string;
                    readonly limit?: number;
                };
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["AttestationSchemaPage"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        /** Make an EAS schema known here; the same one again is the one that is known */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": {
                        /** @description Like Solidity parameters: "string name, uint8 score" */
                        readonly schema: string;
                        readonly resolver?: string;
                        /** @default true */
                        readonly revocable?: boolean;
                    };
                };
            };
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["AttestationSchema"];
                    };
                };
                /** @description Default Response */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["AttestationSchema"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 401: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/schemas/{uid}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A schema by its uid */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    /** @description 0x and 64 lowercase hex digits */
                    readonly uid: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["AttestationSchema"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/attestations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Attestations, newest acceptance first; filters are combined
         * @description Reading on by nextCursor meets everything that was acknowledged before the first page exactly once, and nothing twice. What is accepted meanwhile may be met or not. Who comes back for what is new asks from a minute before the newest that they have, and knows the others by attester and uid. One that is damaged in the database is left out: a page may have fewer than limit, and ends the list only where nextCursor is null.
         */
        readonly get: {
            readonly parameters: {
                readonly query?: {
                    /** @description 0x and 40 hex digits, any case */
                    readonly recipient?: string;
                    /** @description 0x and 40 hex digits, any case */
                    readonly attester?: string;
                    /** @description 0x and 64 lowercase hex digits */
                    readonly schema?: string;
                    /** @description SHA-256 of a file that is named */
                    readonly evidence?: string;
                    /** @description Accepted here then or later */
                    readonly from?: string;
                    /** @description Accepted here before */
                    readonly to?: string;
                    /** @description nextCursor of the page before, with the same filters */
                    readonly cursor?: string;
                    readonly limit?: number;
                };
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["AttestationPage"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        /**
         * Keep a signed EAS off-chain attestation; the same one again is the one that is kept
         * @description Whoever is signed in may bring an attestation of any attester: its signature speaks for it. Of an object without its signer, attester in the answer is whose key made the signature; with its signer it is refused unless it is theirs. Another one that the attester signed with the same uid, as for another chain, is refused. It is refused until what it refers to, and the files that a field named evidence names, are here.
         */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["AttestationSubmissionInput"];
                };
            };
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Attestation"];
                    };
                };
                /** @description Default Response */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Attestation"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 401: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 409: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 422: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/attestations/{attester}/{uid}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The attestation of an attester and a uid, with its revocation */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    /** @description 0x and 40 hex digits, any case */
                    readonly attester: string;
                    /** @description 0x and 64 lowercase hex digits */
                    readonly uid: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Attestation"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/attestations/{attester}/{uid}/revoke": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Keep an attester's signed revocation; it is final */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    /** @description 0x and 40 hex digits, any case */
                    readonly attester: string;
                    /** @description 0x and 64 lowercase hex digits */
                    readonly uid: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["AttestationRevocationInput"];
                };
            };
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Attestation"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 401: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 422: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/attestations/verify": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * The verdict on any EAS off-chain attestation, kept here or not, with every check
         * @description An altered object with its uid computed anew is still signed by some key: of an object alone the check signature is null and says whose key that is, and the verdict is never ok, also where that very object is kept here. Send its signer, or a share link.
         */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["AttestationSubmissionInput"];
                };
            };
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["AttestationVerdict"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/evidence/{sha256}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A file by its SHA-256, as an attachment; ranges are answered */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly sha256: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description The file; its type is in Content-Type */
                readonly 200: {
                    headers: {
                        /** @description The SHA-256 in quotes */
                        readonly etag?: string;
                        /** @description bytes */
                        readonly "accept-ranges"?: string;
                        /** @description sha-256 of the whole file (RFC 9530) */
                        readonly "repr-digest"?: string;
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The bytes that Range asks for */
                readonly 206: {
                    headers: {
                        /** @description The SHA-256 in quotes */
                        readonly etag?: string;
                        /** @description bytes */
                        readonly "accept-ranges"?: string;
                        /** @description sha-256 of the whole file (RFC 9530) */
                        readonly "repr-digest"?: string;
                        /** @description bytes <first>-<last>/<size> */
                        readonly "content-range"?: string;
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description If-None-Match names it */
                readonly 304: {
                    headers: {
                        /** @description The SHA-256 in quotes */
                        readonly etag?: string;
                        /** @description bytes */
                        readonly "accept-ranges"?: string;
                        /** @description sha-256 of the whole file (RFC 9530) */
                        readonly "repr-digest"?: string;
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 416: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        /** A file by its SHA-256, as an attachment; ranges are answered */
        readonly head: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly sha256: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description The file; its type is in Content-Type */
                readonly 200: {
                    headers: {
                        /** @description The SHA-256 in quotes */
                        readonly etag?: string;
                        /** @description bytes */
                        readonly "accept-ranges"?: string;
                        /** @description sha-256 of the whole file (RFC 9530) */
                        readonly "repr-digest"?: string;
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The bytes that Range asks for */
                readonly 206: {
                    headers: {
                        /** @description The SHA-256 in quotes */
                        readonly etag?: string;
                        /** @description bytes */
                        readonly "accept-ranges"?: string;
                        /** @description sha-256 of the whole file (RFC 9530) */
                        readonly "repr-digest"?: string;
                        /** @description bytes <first>-<last>/<size> */
                        readonly "content-range"?: string;
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description If-None-Match names it */
                readonly 304: {
                    headers: {
                        /** @description The SHA-256 in quotes */
                        readonly etag?: string;
                        /** @description bytes */
                        readonly "accept-ranges"?: string;
                        /** @description sha-256 of the whole file (RFC 9530) */
                        readonly "repr-digest"?: string;
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 416: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/workers/test": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Send a test job through the workers */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 202: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": {
                            /** Format: uuid */
                            readonly jobId: string;
                        };
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/workers/jobs/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** State of a test job */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/health": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** State of every component; 503 when a critical one is down */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Health"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/livez": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The process answers; asks nothing else */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": {
                            /** @enum {string} */
                            readonly status: "ok";
                        };
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/readyz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Requests can be served: every critical component is up */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": {
                            /** @enum {string} */
                            readonly status: "ok";
                        };
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Versions and queue depths, for operators and dashboards */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Status"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/evidence": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Keep a file under its SHA-256, for attestations to name
         * @description The body is the file, Content-Type its type. With Content-Digest (RFC 9530) the bytes are compared with it. A file that no attestation names is removed after a day. An account may send a bounded number of bytes within a day (429 evidence_quota_reached); of a body without Content-Length as much is taken to come as may.
         */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            /** @description The bytes of the file */
            readonly requestBody: {
                readonly content: {
                    readonly "*/*": string;
                };
            };
            readonly responses: {
                /** @description Default Response */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Evidence"];
                    };
                };
                /** @description Default Response */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 401: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 415: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 429: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 500: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly ProblemInput: {
            readonly type: string;
            /** @description Of its kind: the same for each problem of one code */
            readonly title: string;
            readonly status: number;
            /** @description What happened this time */
            readonly detail: string;
            /** @enum {string} */
            readonly code: "request_invalid" | "body_not_json" | "body_too_large" | "content_type_unsupported" | "origin_refused" | "rate_limited" | "not_found" | "internal_error" | "service_unavailable" | "similarity_overloaded" | "sign_in_refused" | "session_required" | "identity_unknown" | "embedding_missing" | "schema_malformed" | "schema_not_found" | "attestation_malformed" | "attestation_not_valid" | "attestation_differs" | "attestation_reference_missing" | "attestation_evidence_missing" | "attestation_not_found" | "attestation_damaged" | "revocation_malformed" | "revocation_not_valid" | "chain_unavailable" | "evidence_too_large" | "evidence_quota_reached" | "evidence_empty" | "evidence_differs" | "evidence_type_refused" | "evidence_not_found" | "range_unsatisfiable" | "evidence_lost" | "evidence_store_missing" | "evidence_collected" | "job_not_found";
            /** @description What to do next */
            readonly hint: string;
            readonly requestId: string;
            readonly errors?: readonly {
                readonly path: string;
                readonly message: string;
            }[];
        };
        /** @description An EAS off-chain attestation, as the EAS SDK verifies it */
        readonly EasAttestationInput: {
            /** @description 2; 1 and 0 (legacy) are what earlier SDKs signed */
            readonly version: number;
            readonly uid: string;
            readonly domain: {
                /** @constant */
                readonly name: "EAS Attestation";
                readonly version: string;
                /** @description Decimal */
                readonly chainId: string;
                /** @description The EAS contract */
                readonly verifyingContract: string;
            };
            readonly primaryType: string;
            readonly types: {
                readonly [key: string]: readonly {
                    readonly name: string;
                    readonly type: string;
                }[];
            };
            readonly message: {
                readonly version?: number;
                readonly schema: string;
                readonly recipient: string;
                /** @description Unix seconds, decimal */
                readonly time: string;
                /** @description Unix seconds, decimal; 0 is never */
                readonly expirationTime: string;
                readonly revocable: boolean;
                readonly refUID: string;
                /** @description ABI-encoded by the schema, at most 65,536 bytes */
                readonly data: string;
                /** @description In version 2 */
                readonly salt?: string;
            };
            /** @description r, s and v; of contract wallets' any bytes in hex */
            readonly signature: {
                /** @description 32 bytes */
                readonly r: string;
                /** @description 32 bytes */
                readonly s: string;
                readonly v: number;
            } | string;
        };
        /** @description {sig, signer}: the object and whose it should be; or a share link of EAS, which says so too; or the object alone, of which any 65 bytes of signature are some key's. Contract wallets' signatures need the signer. Numbers may be JSON numbers where they are exact. */
        readonly AttestationSubmissionInput: components["schemas"]["EasAttestationInput"] | {
            readonly sig: components["schemas"]["EasAttestationInput"];
            readonly signer: string;
        } | {
            readonly shareLink: string;
        };
        /** @description EIP-712 typed data Revoke (docs/adr/0007) with its signature */
        readonly AttestationRevocationInput: {
            readonly domain: {
                /** @constant */
                readonly name: "EAS Attestation";
                readonly version: string;
                /** @description Decimal */
                readonly chainId: string;
                /** @description The EAS contract */
                readonly verifyingContract: string;
            };
            /** @constant */
            readonly primaryType: "Revoke";
            readonly types: {
                readonly [key: string]: readonly {
                    readonly name: string;
                    readonly type: string;
                }[];
            };
            readonly message: {
                readonly version: number;
                readonly revoker: string;
                readonly schema: string;
                readonly uid: string;
                /** @description Unix seconds, decimal */
                readonly time: string;
            };
            /** @description r, s and v; of contract wallets' any bytes in hex */
            readonly signature: {
                /** @description 32 bytes */
                readonly r: string;
                /** @description 32 bytes */
                readonly s: string;
                readonly v: number;
            } | string;
        };
        readonly AttestationInput: {
            /** @description EIP-55 */
            readonly attester: string;
            readonly uid: string;
            /** @enum {string} */
            readonly format: "offchain-v2" | "offchain-v1" | "legacy";
            readonly object: components["schemas"]["EasAttestationInput"];
            /** @description SHA-256 of the files that it names */
            readonly evidence: readonly string[];
            /** Format: date-time */
            readonly acceptedAt: string;
            /** @description Whether its copy in the backup store is known to be there */
            readonly journaled: boolean;
            /** @description Final */
            readonly revocation: {
                /** Format: date-time */
                readonly revokedAt: string;
                readonly journaled: boolean;
                readonly object: components["schemas"]["AttestationRevocationInput"];
            } | null;
            /** @description Not in lists; null where EAS' link cannot carry it, as for contract wallets */
            readonly shareLink?: string | null;
        };
        readonly AttestationVerdictInput: {
            /** @description No check failed, and the signature is whose it should be; never of an object alone */
            readonly ok: boolean;
            /** @description Every check, in the order in which they are made */
            readonly checks: readonly {
                readonly name: string;
                /** @description null: not made or not decided, and detail says why */
                readonly ok: boolean | null;
                readonly reason?: string;
                readonly field?: string;
                readonly detail: string;
            }[];
            /** @description Whose it is, when it is authentic; of an object alone only whose key made its signature */
            readonly attester: string | null;
            readonly signer: ("eoa" | "eip1271" | "eip6492") | null;
            readonly format: ("offchain-v2" | "offchain-v1" | "legacy") | null;
            /** @description The data by its schema; integers are decimal text */
            readonly values: readonly {
                readonly name: string;
                readonly type: string;
                readonly value: unknown;
            }[] | null;
            /** @description The chain could not be asked: the verdict may be another later */
            readonly retryable: boolean;
            /** @description This very one, where it is kept here; that says nothing of whose it should be */
            readonly stored: components["schemas"]["AttestationInput"] | null;
        };
        readonly AttestationPageInput: {
            readonly attestations: readonly components["schemas"]["AttestationInput"][];
            readonly nextCursor: string | null;
        };
        readonly EvidenceInput: {
            readonly sha256: string;
            readonly sizeBytes: number;
            readonly mediaType: string;
            /** Format: date-time */
            readonly uploadedAt: string;
        };
        readonly HealthInput: {
            /** @enum {string} */
            readonly status: "ok" | "degraded" | "down";
            readonly components: {
                readonly [key: string]: {
                    /** @enum {string} */
                    readonly status: "ok" | "degraded" | "down";
                    readonly detail?: string;
                };
            };
        };
        readonly SignInNonceInput: {
            readonly nonce: string;
            /** Format: date-time */
            readonly expiresAt: string;
            /** @description RFC 3986 authority that asks for the sign-in */
            readonly domain: string;
            /**
             * Format: uri
             * @description Origin of the page; the only one that may use the session
             */
            readonly uri: string;
            /** @description Of which the message names one */
            readonly chainIds: readonly number[];
            readonly statement: string;
        };
        readonly ProfileInput: {
            readonly statement: string | null;
            /** @description Whether searches of others find you. Without it you have no embedding */
            readonly searchable: boolean;
            readonly embedding: {
                /** @enum {string} */
                readonly state: "none" | "pending" | "ready" | "failed";
                readonly model: string | null;
                readonly updatedAt: string | null;
            };
        };
        readonly AttestationSchemaInput: {
            readonly uid: string;
            readonly schema: string;
            /** @description EIP-55; zero is none */
            readonly resolver: string;
            readonly revocable: boolean;
            readonly fields: readonly {
                readonly name: string;
                readonly type: string;
            }[];
            /** Format: date-time */
            readonly registeredAt: string;
        };
        readonly AttestationSchemaPageInput: {
            readonly schemas: readonly components["schemas"]["AttestationSchemaInput"][];
            readonly nextCursor: string | null;
        };
        readonly UserInput: {
            /** Format: uuid */
            readonly id: string;
            readonly account: string;
            readonly address: string;
        };
        readonly SessionInput: {
            /** Format: uuid */
            readonly id: string;
            /** Format: date-time */
            readonly expiresAt: string;
        };
        readonly CurrentSessionInput: {
            readonly user: components["schemas"]["UserInput"] | null;
            readonly session: components["schemas"]["SessionInput"] | null;
        };
        readonly SimilarIdentityInput: {
            /** @description EIP-55 */
            readonly address: string;
            /** @description Cosine distance: 0 the same direction, 1 unrelated, 2 opposite */
            readonly distance: number;
            /** @description What both have in common; attesters only for the neighbours of an address */
            readonly reasons: readonly ({
                /** @constant */
                readonly kind: "shared-terms";
                readonly terms: readonly string[];
            } | {
                /** @constant */
                readonly kind: "shared-attesters";
                /** @description EIP-55 */
                readonly attesters: readonly string[];
            })[];
        };
        readonly SimilarityInput: {
            /** @description Nearest first */
            readonly results: readonly components["schemas"]["SimilarIdentityInput"][];
            /**
             * @description What answered: an approximate index, or an exact scan, as where a filter lets few through
             * @enum {string}
             */
            readonly index: "hnsw" | "ivfflat" | "exact";
        };
        readonly StatusInput: {
            readonly schemaVersion: string | null;
            readonly embeddingModel: string;
            readonly jobs: {
                readonly queued: number;
                readonly running: number;
                readonly failed: number;
            };
        };
        readonly SignedInInput: {
            readonly user: components["schemas"]["UserInput"];
            readonly session: components["schemas"]["SessionInput"];
        };
        readonly JobInput: {
            /** Format: uuid */
            readonly id: string;
            readonly kind: string;
            /** @enum {string} */
            readonly state: "queued" | "running" | "done" | "failed" | "cancelled";
            readonly attempts: number;
            /** Format: date-time */
            readonly createdAt: string;
            readonly finishedAt: string | null;
            readonly result: unknown;
            readonly error: string | null;
        };
        readonly Problem: {
            readonly type: string;
            /** @description Of its kind: the same for each problem of one code */
            readonly title: string;
            readonly status: number;
            /** @description What happened this time */
            readonly detail: string;
            /** @enum {string} */
            readonly code: "request_invalid" | "body_not_json" | "body_too_large" | "content_type_unsupported" | "origin_refused" | "rate_limited" | "not_found" | "internal_error" | "service_unavailable" | "similarity_overloaded" | "sign_in_refused" | "session_required" | "identity_unknown" | "embedding_missing" | "schema_malformed" | "schema_not_found" | "attestation_malformed" | "attestation_not_valid" | "attestation_differs" | "attestation_reference_missing" | "attestation_evidence_missing" | "attestation_not_found" | "attestation_damaged" | "revocation_malformed" | "revocation_not_valid" | "chain_unavailable" | "evidence_too_large" | "evidence_quota_reached" | "evidence_empty" | "evidence_differs" | "evidence_type_refused" | "evidence_not_found" | "range_unsatisfiable" | "evidence_lost" | "evidence_store_missing" | "evidence_collected" | "job_not_found";
            /** @description What to do next */
            readonly hint: string;
            readonly requestId: string;
            readonly errors?: readonly {
                readonly path: string;
                readonly message: string;
            }[];
        };
        /** @description An EAS off-chain attestation, as the EAS SDK verifies it */
        readonly EasAttestation: {
            /** @description 2; 1 and 0 (legacy) are what earlier SDKs signed */
            readonly version: number;
            readonly uid: string;
            readonly domain: {
                /** @constant */
                readonly name: "EAS Attestation";
                readonly version: string;
                /** @description Decimal */
                readonly chainId: string;
                /** @description The EAS contract */
                readonly verifyingContract: string;
            };
            readonly primaryType: string;
            readonly types: {
                readonly [key: string]: readonly {
                    readonly name: string;
                    readonly type: string;
                }[];
            };
            readonly message: {
                readonly version?: number;
                readonly schema: string;
                readonly recipient: string;
                /** @description Unix seconds, decimal */
                readonly time: string;
                /** @description Unix seconds, decimal; 0 is never */
                readonly expirationTime: string;
                readonly revocable: boolean;
                readonly refUID: string;
                /** @description ABI-encoded by the schema, at most 65,536 bytes */
                readonly data: string;
                /** @description In version 2 */
                readonly salt?: string;
            };
            /** @description r, s and v; of contract wallets' any bytes in hex */
            readonly signature: {
                /** @description 32 bytes */
                readonly r: string;
                /** @description 32 bytes */
                readonly s: string;
                readonly v: number;
            } | string;
        };
        /** @description {sig, signer}: the object and whose it should be; or a share link of EAS, which says so too; or the object alone, of which any 65 bytes of signature are some key's. Contract wallets' signatures need the signer. Numbers may be JSON numbers where they are exact. */
        readonly AttestationSubmission: components["schemas"]["EasAttestation"] | {
            readonly sig: components["schemas"]["EasAttestation"];
            readonly signer: string;
        } | {
            readonly shareLink: string;
        };
        /** @description EIP-712 typed data Revoke (docs/adr/0007) with its signature */
        readonly AttestationRevocation: {
            readonly domain: {
                /** @constant */
                readonly name: "EAS Attestation";
                readonly version: string;
                /** @description Decimal */
                readonly chainId: string;
                /** @description The EAS contract */
                readonly verifyingContract: string;
            };
            /** @constant */
            readonly primaryType: "Revoke";
            readonly types: {
                readonly [key: string]: readonly {
                    readonly name: string;
                    readonly type: string;
                }[];
            };
            readonly message: {
                readonly version: number;
                readonly revoker: string;
                readonly schema: string;
                readonly uid: string;
                /** @description Unix seconds, decimal */
                readonly time: string;
            };
            /** @description r, s and v; of contract wallets' any bytes in hex */
            readonly signature: {
                /** @description 32 bytes */
                readonly r: string;
                /** @description 32 bytes */
                readonly s: string;
                readonly v: number;
            } | string;
        };
        readonly Attestation: {
            /** @description EIP-55 */
            readonly attester: string;
            readonly uid: string;
            /** @enum {string} */
            readonly format: "offchain-v2" | "offchain-v1" | "legacy";
            readonly object: components["schemas"]["EasAttestation"];
            /** @description SHA-256 of the files that it names */
            readonly evidence: readonly string[];
            /** Format: date-time */
            readonly acceptedAt: string;
            /** @description Whether its copy in the backup store is known to be there */
            readonly journaled: boolean;
            /** @description Final */
            readonly revocation: {
                /** Format: date-time */
                readonly revokedAt: string;
                readonly journaled: boolean;
                readonly object: components["schemas"]["AttestationRevocation"];
            } | null;
            /** @description Not in lists; null where EAS' link cannot carry it, as for contract wallets */
            readonly shareLink?: string | null;
        };
        readonly AttestationVerdict: {
            /** @description No check failed, and the signature is whose it should be; never of an object alone */
            readonly ok: boolean;
            /** @description Every check, in the order in which they are made */
            readonly checks: readonly {
                readonly name: string;
                /** @description null: not made or not decided, and detail says why */
                readonly ok: boolean | null;
                readonly reason?: string;
                readonly field?: string;
                readonly detail: string;
            }[];
            /** @description Whose it is, when it is authentic; of an object alone only whose key made its signature */
            readonly attester: string | null;
            readonly signer: ("eoa" | "eip1271" | "eip6492") | null;
            readonly format: ("offchain-v2" | "offchain-v1" | "legacy") | null;
            /** @description The data by its schema; integers are decimal text */
            readonly values: readonly {
                readonly name: string;
                readonly type: string;
                readonly value: unknown;
            }[] | null;
            /** @description The chain could not be asked: the verdict may be another later */
            readonly retryable: boolean;
            /** @description This very one, where it is kept here; that says nothing of whose it should be */
            readonly stored: components["schemas"]["Attestation"] | null;
        };
        readonly AttestationPage: {
            readonly attestations: readonly components["schemas"]["Attestation"][];
            readonly nextCursor: string | null;
        };
        readonly Evidence: {
            readonly sha256: string;
            readonly sizeBytes: number;
            readonly mediaType: string;
            /** Format: date-time */
            readonly uploadedAt: string;
        };
        readonly Health: {
            /** @enum {string} */
            readonly status: "ok" | "degraded" | "down";
            readonly components: {
                readonly [key: string]: {
                    /** @enum {string} */
                    readonly status: "ok" | "degraded" | "down";
                    readonly detail?: string;
                };
            };
        };
        readonly SignInNonce: {
            readonly nonce: string;
            /** Format: date-time */
            readonly expiresAt: string;
            /** @description RFC 3986 authority that asks for the sign-in */
            readonly domain: string;
            /**
             * Format: uri
             * @description Origin of the page; the only one that may use the session
             */
            readonly uri: string;
            /** @description Of which the message names one */
            readonly chainIds: readonly number[];
            readonly statement: string;
        };
        readonly Profile: {
            readonly statement: string | null;
            /** @description Whether searches of others find you. Without it you have no embedding */
            readonly searchable: boolean;
            readonly embedding: {
                /** @enum {string} */
                readonly state: "none" | "pending" | "ready" | "failed";
                readonly model: string | null;
                readonly updatedAt: string | null;
            };
        };
        readonly AttestationSchema: {
            readonly uid: string;
            readonly schema: string;
            /** @description EIP-55; zero is none */
            readonly resolver: string;
            readonly revocable: boolean;
            readonly fields: readonly {
                readonly name: string;
                readonly type: string;
            }[];
            /** Format: date-time */
            readonly registeredAt: string;
        };
        readonly AttestationSchemaPage: {
            readonly schemas: readonly components["schemas"]["AttestationSchema"][];
            readonly nextCursor: string | null;
        };
        readonly User: {
            /** Format: uuid */
            readonly id: string;
            readonly account: string;
            readonly address: string;
        };
        readonly Session: {
            /** Format: uuid */
            readonly id: string;
            /** Format: date-time */
            readonly expiresAt: string;
        };
        readonly CurrentSession: {
            readonly user: components["schemas"]["User"] | null;
            readonly session: components["schemas"]["Session"] | null;
        };
        readonly SimilarIdentity: {
            /** @description EIP-55 */
            readonly address: string;
            /** @description Cosine distance: 0 the same direction, 1 unrelated, 2 opposite */
            readonly distance: number;
            /** @description What both have in common; attesters only for the neighbours of an address */
            readonly reasons: readonly ({
                /** @constant */
                readonly kind: "shared-terms";
                readonly terms: readonly string[];
            } | {
                /** @constant */
                readonly kind: "shared-attesters";
                /** @description EIP-55 */
                readonly attesters: readonly string[];
            })[];
        };
        readonly Similarity: {
            /** @description Nearest first */
            readonly results: readonly components["schemas"]["SimilarIdentity"][];
            /**
             * @description What answered: an approximate index, or an exact scan, as where a filter lets few through
             * @enum {string}
             */
            readonly index: "hnsw" | "ivfflat" | "exact";
        };
        readonly Status: {
            readonly schemaVersion: string | null;
            readonly embeddingModel: string;
            readonly jobs: {
                readonly queued: number;
                readonly running: number;
                readonly failed: number;
            };
        };
        readonly SignedIn: {
            readonly user: components["schemas"]["User"];
            readonly session: components["schemas"]["Session"];
        };
        readonly Job: {
            /** Format: uuid */
            readonly id: string;
            readonly kind: string;
            /** @enum {string} */
            readonly state: "queued" | "running" | "done" | "failed" | "cancelled";
            readonly attempts: number;
            /** Format: date-time */
            readonly createdAt: string;
            readonly finishedAt: string | null;
            readonly result: unknown;
            readonly error: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
