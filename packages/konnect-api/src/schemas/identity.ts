/** Who owns everything that a token reaches (`GET /v3/organizations/me`). Times in ISO 8601. */
export interface Organization {
  id: string;
  name: string;
  owner_id: string;
  login_path: string;
  created_at: string;
  updated_at: string;
  state: 'active' | 'inactive' | 'deleting' | 'deleted';
  retention_period_days: number;
}

/** The person or system account that a token stands for (`GET /v3/users/me`). Times in ISO 8601. */
export interface User {
  id: string;
  email: string;
  full_name: string;
  preferred_name: string;
  active: boolean;
  created_at: string;
  updated_at: string;
}
